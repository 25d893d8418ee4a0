import { functionArnOf, type AccountPlace } from '../../aws/arn.ts';
import { acmPcaTemplateArn } from '../../authority/acm-pca/acm-pca-template.ts';
import type { AcmPcaConfig, ExternalConfig, KmsConfig } from '../../authority/authority.ts';
import type { PolicyDocument, PolicyStatement } from '../../aws/ports/ports.ts';

/** Lambda may assume the role; nobody else. */
export const signerTrustPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** What of the CA the policy depends on. */
export type SignerAuthority =
  | Pick<AcmPcaConfig, 'kind' | 'certificateAuthorityArn' | 'template'>
  | KmsConfig
  | Pick<Exclude<ExternalConfig, KmsConfig>, 'kind' | 'secretName'>;

interface SignerPolicyInput {
  readonly place: AccountPlace;
  readonly functionName: string;
  readonly authority: SignerAuthority;
  /** In a VPC, Lambda makes network interfaces with the function's own role. */
  readonly inVpc?: boolean;
  /** Its log group is there before it is: with the right to make one, a group that somebody deletes comes back without an end. */
  readonly hasLogGroup?: boolean;
  /** Keys of AWS KMS that its settings and its secret are under. */
  readonly encryption?: SignerEncryption;
}

interface SignerEncryption {
  readonly environmentKeyArn?: string | undefined;
  readonly secretKeyArn?: string | undefined;
}

/** One CA, one log group. */
export function signerRolePolicy({
  place,
  functionName,
  authority,
  inVpc = false,
  hasLogGroup = false,
  encryption = {},
}: SignerPolicyInput): PolicyDocument {
  const logGroup = `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:/aws/lambda/${functionName}`;
  return {
    Version: '2012-10-17',
    Statement: [
      ...authorityStatements(authority, place),
      ...decryptStatements(encryption, functionArnOf(place, functionName), place),
      {
        Sid: 'WriteOwnLog',
        Effect: 'Allow',
        Action: [...(hasLogGroup ? [] : ['logs:CreateLogGroup']), 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [logGroup, `${logGroup}:*`],
      },
      ...(inVpc ? [NETWORK_INTERFACES] : []),
    ],
  };
}

/**
 * Lambda decrypts the environment as the function's role, and Secrets Manager a secret as whoever reads it; each only for
 * that.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
const decryptStatements = (
  { environmentKeyArn, secretKeyArn }: SignerEncryption,
  functionArn: string,
  { region }: AccountPlace,
): PolicyStatement[] => [
  ...(environmentKeyArn === undefined
    ? []
    : [
        decrypt('DecryptOwnSettings', environmentKeyArn, {
          StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': functionArn },
        }),
      ]),
  ...(secretKeyArn === undefined
    ? []
    : [
        decrypt('DecryptOwnSecret', secretKeyArn, {
          // In China the name ends otherwise.
          StringLike: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com*` },
        }),
      ]),
];

const decrypt = (Sid: string, Resource: string, Condition: PolicyStatement['Condition'] & {}): PolicyStatement => ({
  Sid,
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource,
  Condition,
});

function authorityStatements(authority: SignerAuthority, place: AccountPlace): PolicyStatement[] {
  switch (authority.kind) {
    case 'acm-pca':
      return privateCaStatements(authority, place.partition);
    case 'kms':
      return [signWith(authority.keyArn)];
    default:
      return [readSecret(authority.secretName, place)];
  }
}

/**
 * One template only. GetCertificate carries no template condition: that key exists on IssueCertificate only.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsprivatecertificateauthority.html
 */
const privateCaStatements = (
  { certificateAuthorityArn, template }: Pick<AcmPcaConfig, 'certificateAuthorityArn' | 'template'>,
  partition: string,
): PolicyStatement[] => [
  {
    Sid: 'IssueDeviceCertificates',
    Effect: 'Allow',
    Action: 'acm-pca:IssueCertificate',
    Resource: certificateAuthorityArn,
    Condition: { StringEquals: { 'acm-pca:TemplateArn': acmPcaTemplateArn(partition, template) } },
  },
  {
    Sid: 'ReadDeviceCertificates',
    Effect: 'Allow',
    // The CA's own certificate says until when it can issue, which changes when it is renewed.
    Action: ['acm-pca:GetCertificate', 'acm-pca:GetCertificateAuthorityCertificate'],
    Resource: certificateAuthorityArn,
  },
];

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
const signWith = (keyArn: string): PolicyStatement => ({
  Sid: 'SignDeviceCertificates',
  Effect: 'Allow',
  Action: 'kms:Sign',
  Resource: keyArn,
  Condition: { StringEquals: { 'kms:MessageType': 'DIGEST' } },
});

/**
 * The six characters that Secrets Manager adds to a name are not known before the secret exists; six question marks
 * stand for them, and for nothing longer.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
const readSecret = (secretName: string, { partition, region, account }: AccountPlace): PolicyStatement => ({
  Sid: 'ReadOwnSecret',
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: `arn:${partition}:secretsmanager:${region}:${account}:secret:${secretName}-??????`,
});

/** What AWSLambdaVPCAccessExecutionRole gives. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const NETWORK_INTERFACES: PolicyStatement = {
  Sid: 'AttachToVpc',
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  Resource: '*',
};
