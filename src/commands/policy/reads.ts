import { permissions, type Permission } from '../../actions/plan.ts';
import type { AuthorityKind } from '../../authority/authority.ts';

/**
 * What the reading parts of the commands ask AWS for, by part; what changes something stands with its action. A test
 * compares it with what the commands ask the sandbox for.
 */
export const READS = {
  /** Who signs. */
  signer: [
    ...permissions('any', 'iot:ListCertificateProviders'),
    ...permissions('providers', 'iot:DescribeCertificateProvider'),
    ...permissions('function', 'lambda:GetFunction'),
  ],
  /** With which CA: a tag of the provider has it. */
  issuer: permissions('providers', 'iot:ListTagsForResource'),
  /** The page on who can come in, and how fast. */
  impact: [
    ...permissions('any', 'iot:ListProvisioningTemplates', 'iot:ListPolicies', 'iot:ListAttachedPolicies'),
    ...permissions('any', 'iot:ListCACertificates', 'lambda:GetAccountSettings', 'cloudwatch:GetMetricData'),
    ...permissions('templates', 'iot:DescribeProvisioningTemplate'),
    ...permissions('iot-policies', 'iot:GetPolicy', 'iot:ListTargetsForPolicy'),
    ...permissions('registered-cas', 'iot:DescribeCACertificate'),
    ...permissions('any', 'cloudtrail:LookupEvents'),
  ],
  /** Who issued what is in the registry. */
  registry: [...permissions('any', 'iot:ListCertificates'), ...permissions('certificates', 'iot:DescribeCertificate')],
  /** Whether the provider's function can do its work. */
  health: [
    ...permissions('any', 'iot:ListProvisioningTemplates', 'lambda:GetAccountSettings', 'cloudwatch:GetMetricData'),
    ...permissions('any', 'iot:DescribeEncryptionConfiguration'),
    ...permissions('function', 'lambda:GetPolicy', 'lambda:ListTags', 'lambda:GetFunctionCodeSigningConfig'),
    ...permissions('any', 'lambda:GetCodeSigningConfig'),
    ...permissions('signer-role', 'iam:GetRole', 'iam:GetRolePolicy'),
    // What is left to a role whose own policy is gone.
    ...permissions('signer-role', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'),
  ],
  /** A trial signing changes no setting; it issues a certificate. */
  trial: permissions('function', 'lambda:InvokeFunction'),
  /** What the plan has to know of what is there already. */
  plan: [
    ...permissions('function', 'lambda:GetPolicy', 'lambda:ListTags'),
    ...permissions('signer-role', 'iam:GetRole', 'iam:GetRolePolicy'),
  ],
  /** The list to choose a function from, in a terminal. */
  functionChoice: permissions('any', 'lambda:ListFunctions'),
  /** What the caller may do; a session of a role names that role without its path. */
  preflight: [...permissions('caller', 'iam:SimulatePrincipalPolicy'), ...permissions('caller-role', 'iam:GetRole')],
  /** What certprov made, when no journal tells. */
  made: [
    ...permissions('any', 'lambda:ListFunctions'),
    ...permissions('function', 'lambda:GetFunction', 'lambda:ListTags', 'lambda:GetPolicy'),
    ...permissions('signer-role', 'iam:GetRole', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'),
  ],
  /** A claim, as a trusted user gets one; where devices connect to is asked for where it is not known. */
  claim: [
    ...permissions('any', 'iot:DescribeEndpoint', 'iot:ListProvisioningTemplates'),
    ...permissions('templates', 'iot:CreateProvisioningClaim'),
  ],
  /** The canary leaves no certificate behind, and says why it took the switch back. */
  canary: [...permissions('certificates', 'iot:DeleteCertificate'), ...permissions('function', 'lambda:GetPolicy')],
  /** Where other machines find it; without it, it is said, and kept on this machine alone. */
  verdict: permissions('providers', 'iot:TagResource'),
  /** What is under a key of the account: Lambda and Secrets Manager use it as whoever asks them. */
  encryption: permissions('encryption-key', 'kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'),
  /** The environment of a function is shown to whoever may decrypt it. */
  encrypted: permissions('encryption-key', 'kms:Decrypt'),
  /** What a function in a VPC is attached to, and whether it has a way out. */
  network: permissions(
    'any',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeRouteTables',
    'ec2:DescribeVpcEndpoints',
  ),
  /** Lambda asks EC2 for these as whoever attaches a function. */
  attach: permissions('any', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'),
  /** Whether Lambda is done with the network interfaces of a function that is gone. */
  interfaces: permissions('any', 'ec2:DescribeNetworkInterfaces'),
  /** Whether the log group that was made is as it was made. */
  logGroup: [
    ...permissions('any', 'logs:DescribeLogGroups'),
    ...permissions('log-group-tags', 'logs:ListTagsForResource'),
  ],
  template: permissions('templates', 'iot:DescribeProvisioningTemplate'),
  /** A CA key that is to be found, signed with and marked for deletion. */
  caKey: [
    ...permissions('ca-key', 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'),
    ...permissions('ca-key', 'kms:ListResourceTags', 'kms:ScheduleKeyDeletion'),
    ...permissions('ca-secret', 'secretsmanager:DescribeSecret', 'secretsmanager:DeleteSecret'),
  ],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

/** What reading about the CA takes, by where it is; a CA elsewhere is known by its certificate file and its secret. */
interface AuthorityReads {
  readonly look: readonly Permission[];
  /** To choose and link it. */
  readonly choose: readonly Permission[];
}

const SECRET: AuthorityReads = {
  look: permissions('signer-secret', 'secretsmanager:DescribeSecret'),
  choose: [],
};

const PRIVATE_CA: AuthorityReads = {
  look: permissions('private-ca', 'acm-pca:DescribeCertificateAuthority', 'acm-pca:GetCertificateAuthorityCertificate'),
  choose: permissions('any', 'acm-pca:ListCertificateAuthorities'),
};

const KMS: AuthorityReads = {
  look: permissions('key', 'kms:DescribeKey'),
  choose: [...permissions('key', 'kms:GetPublicKey'), ...permissions('any', 'kms:ListKeys', 'kms:ListAliases')],
};

const OWN_SECRET: AuthorityReads = {
  look: permissions('ca-secret', 'secretsmanager:DescribeSecret'),
  choose: permissions('any', 'secretsmanager:ListSecrets'),
};

export function authorityReads(kind: AuthorityKind): AuthorityReads {
  switch (kind) {
    case 'acm-pca':
      return PRIVATE_CA;
    case 'kms':
      return KMS;
    case 'secret':
      return OWN_SECRET;
    default:
      return SECRET;
  }
}

/** What an operator may be there for. */
export const TASKS = ['look', 'dry-run', 'init', 'canary', 'rollback', 'rollback-all', 'ca', 'device'] as const;
export type Task = (typeof TASKS)[number];
