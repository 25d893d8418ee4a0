import { zipSync } from 'fflate';
import type { Aws } from '../../src/aws/open-aws.ts';
import { allPages } from '../../src/aws/pages.ts';
import { type CannedAnswer, json } from './canned-server.ts';

const ROLE = 'certprov-signer-us-east-1';
const SUBNETS = ['subnet-0c105ed000000001', 'subnet-0c105ed000000002'];
const TAGS = { 'certprov:run': '1' };
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
} as const;

type Call = (aws: Aws, found: Readonly<Record<string, string>>) => Promise<unknown>;

/** In this order: what is read must have been made. */
export const CALLS: Readonly<Record<string, Call>> = {
  callerIdentity: ({ reader }) => reader.callerIdentity(),
  listFunctions: ({ reader }) => allPages(reader.listFunctions()),
  describeFunction: ({ reader }) => reader.describeFunction('acme-iot-signer'),
  concurrencyLimits: ({ reader }) => reader.concurrencyLimits(),
  listCertificateAuthorities: ({ reader }) => allPages(reader.listCertificateAuthorities()),
  describeCertificateAuthority: ({ reader }, { caArn = '' }) => reader.describeCertificateAuthority(caArn),
  certificateAuthorityCertificate: ({ reader }, { caArn = '' }) => reader.certificateAuthorityCertificate(caArn),
  createRole: ({ writer }) => writer.createRole({ roleName: ROLE, description: 'd', trustPolicy: TRUST, tags: TAGS }),
  putRolePolicy: ({ writer }) =>
    writer.putRolePolicy(ROLE, 'signer', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['logs:PutLogEvents', 'ec2:CreateNetworkInterface'], Resource: '*' }],
    }),
  describeRole: ({ reader }) => reader.describeRole(ROLE),
  rolePolicy: ({ reader }) => reader.rolePolicy(ROLE, 'signer'),
  listRolePolicies: ({ reader }) => reader.listRolePolicies(ROLE),
  simulate: ({ reader }, { roleArn = '' }) =>
    reader.simulate({ principalArn: roleArn, actions: ['logs:PutLogEvents'], resource: '*', context: {} }),
  createFunction: ({ writer }, { roleArn = '' }) =>
    writer.createFunction({
      functionName: 'made',
      description: 'd',
      roleArn,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      architecture: 'arm64',
      memoryMb: 256,
      timeoutSeconds: 5,
      environment: { MODE: 'test' },
      vpc: { subnetIds: SUBNETS, securityGroupIds: ['sg-0c105ed000000001'] },
      zip: zipSync({ 'index.mjs': Buffer.from('export const handler = async () => ({});') }),
      tags: TAGS,
    }),
  listSubnets: ({ reader }) => reader.listSubnets(SUBNETS),
  listSecurityGroups: ({ reader }) => reader.listSecurityGroups(['sg-0c105ed000000001']),
  routeTablesOf: ({ reader }) => reader.routeTablesOf('vpc-0c105ed000000001'),
  vpcEndpointsOf: ({ reader }) => reader.vpcEndpointsOf('vpc-0c105ed000000001'),
  functionInterfaces: ({ reader }) => reader.functionInterfaces(SUBNETS),
  addPermission: ({ writer }) =>
    writer.addPermission({
      functionName: 'made',
      statementId: 'certprov-certprov',
      principal: 'iot.amazonaws.com',
      sourceAccount: '000000000000',
      sourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov',
    }),
  createLogGroup: ({ writer }) => writer.createLogGroup({ logGroupName: '/aws/lambda/made', tags: TAGS }),
  describeLogGroup: ({ reader }) => reader.describeLogGroup('/aws/lambda/made'),
  functionCodeSigning: ({ reader }) => reader.functionCodeSigning('made'),
  functionPolicy: ({ reader }) => reader.functionPolicy('made'),
  createCertificateProvider: ({ writer }, { functionArn = '' }) =>
    writer.createCertificateProvider({
      certificateProviderName: 'certprov',
      lambdaFunctionArn: functionArn,
      clientToken: '0123456789abcdef0123456789abcdef0123',
      tags: TAGS,
    }),
  certificateProviderNames: ({ reader }) => reader.certificateProviderNames(),
  listCertificateProviders: ({ reader }) => reader.listCertificateProviders(),
  describeCertificateProvider: ({ reader }) => reader.describeCertificateProvider('certprov'),
  listTags: ({ reader }) => reader.listTags('arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov'),
  listProvisioningTemplates: ({ reader }) => allPages(reader.listProvisioningTemplates()),
  describeProvisioningTemplate: ({ reader }, { templateName = '' }) =>
    reader.describeProvisioningTemplate(templateName),
  iotEncryption: ({ reader }) => reader.iotEncryption(),
  signingMetrics: ({ reader }) => reader.signingMetrics(14),
  onboardingMetrics: ({ reader }) => reader.onboardingMetrics(14),
  describeEndpoint: ({ reader }) => reader.describeEndpoint(),
  listPolicies: ({ reader }) => allPages(reader.listPolicies()),
  policyDocument: ({ reader }, { policyName = '' }) => reader.policyDocument(policyName),
  policyTargets: ({ reader }, { policyName = '' }) => reader.policyTargets(policyName),
  listAttachedPolicies: ({ reader }, { target = '' }) => reader.listAttachedPolicies(target),
  describeCertificate: ({ reader }, { target = '' }) =>
    reader.describeCertificate(target.slice(target.lastIndexOf('/') + 1)),
  listCaCertificates: ({ reader }) => allPages(reader.listCaCertificates()),
  newestCertificates: ({ reader }) => reader.newestCertificates(),
  httpSignings: ({ reader }) => allPages(reader.httpSignings(new Date(0))),
  describeCaCertificate: ({ reader }) => reader.describeCaCertificate(CA_ID),
  createKey: ({ writer }) => writer.createKey({ keySpec: 'ECC_NIST_P256', description: 'd', tags: TAGS }),
  createAlias: ({ writer }, { keyId = '' }) => writer.createAlias('alias/made', keyId),
  listSigningKeys: ({ reader }) => allPages(reader.listSigningKeys()),
  describeKey: ({ reader }, { keyArn = '' }) => reader.describeKey(keyArn),
  keyTags: ({ reader }, { keyArn = '' }) => reader.keyTags(keyArn),
  publicKeyOf: ({ reader }, { keyArn = '' }) => reader.publicKeyOf(keyArn),
  signDigest: ({ writer }, { keyArn = '' }) => writer.signDigest(keyArn, Buffer.alloc(32, 1), 'ECDSA_SHA_256'),
  createSecret: ({ writer }) =>
    writer.createSecret({ secretName: 'certprov/made', description: 'd', value: '{}', tags: TAGS }),
  listSecrets: ({ reader }) => allPages(reader.listSecrets('certprov/')),
  describeSecret: ({ reader }) => reader.describeSecret('certprov/made'),
  createProvisioningClaim: ({ writer }, { templateName = '' }) => writer.createProvisioningClaim(templateName),
  scheduleKeyDeletion: ({ writer }, { keyArn = '' }) => writer.scheduleKeyDeletion(keyArn, 7),
};

const CA_ID = 'f4efed62c0142f16af278166f61962501165c4f0536295207426460058cd1467';

/** The seeded account has no registered CA: the examples of AWS's own documentation. */
export const DOCUMENTED: Readonly<Record<string, CannedAnswer>> = {
  listCaCertificates: json(200, {
    certificates: [
      {
        certificateArn: `arn:aws:iot:us-west-2:123456789012:cacert/${CA_ID}`,
        certificateId: CA_ID,
        status: 'INACTIVE',
        creationDate: 1569365372.053,
      },
    ],
  }),
  describeCaCertificate: json(200, {
    certificateDescription: {
      certificateArn: `arn:aws:iot:us-west-2:123456789012:cacert/${CA_ID}`,
      certificateId: CA_ID,
      status: 'INACTIVE',
      certificatePem: '-----BEGIN CERTIFICATE-----\nMIICzzCCAbegAwIBAgIEVJqNuDANBgkqhkiG\n-----END CERTIFICATE-----\n',
      ownedBy: '123456789012',
      creationDate: 1494453806.229,
      autoRegistrationStatus: 'DISABLE',
      lastModifiedDate: 1494453806.229,
      customerVersion: 1,
      generationId: 'EXAMPLE-EXAMPLE',
      validity: { notBefore: 1494453806.229, notAfter: 1594453806.229 },
      certificateMode: 'DEFAULT',
    },
    registrationConfig: { templateBody: '{}', roleArn: 'arn:aws:iam::123456789012:role/r', templateName: 't' },
  }),
};

/** Names that later calls need, from what earlier ones found. */
export const FINDS: Readonly<Record<string, (result: never) => Readonly<Record<string, string | undefined>>>> = {
  listCertificateAuthorities: (all: readonly { arn: string; status: string }[]) => ({
    caArn: all.find(({ status }) => status === 'ACTIVE')?.arn,
  }),
  createRole: ({ roleArn }: { roleArn: string }) => ({ roleArn }),
  createFunction: ({ functionArn }: { functionArn: string }) => ({ functionArn }),
  listProvisioningTemplates: (all: readonly { templateName: string; type: string }[]) => ({
    templateName: all.find(({ type }) => type === 'FLEET_PROVISIONING')?.templateName,
  }),
  listPolicies: (all: readonly string[]) => ({ policyName: all[0] }),
  policyTargets: ({ targets }: { targets: readonly string[] }) => ({
    target: targets.find((arn) => arn.includes(':cert/')),
  }),
  createKey: ({ keyArn, keyId }: { keyArn: string; keyId: string }) => ({ keyArn, keyId }),
};
