import { seedNetworks } from './seed-networks.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';

const ACCOUNT = '000000000000';
export const WORKLOAD_BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/landing-zone/workload-boundary`;
const KEY_ID = '7c0f6a52-3b1d-4f8e-9a61-d2c94be05a17';
export const WORKLOAD_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/${KEY_ID}`;
export const IOT_KEY_ROLE = `arn:aws:iam::${ACCOUNT}:role/landing-zone/iot-encryption`;
const ROLES = `arn:aws:iam::${ACCOUNT}:role/workloads/acme-*`;

const document = (Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/** What makes something that has tags. */
const MAKING = [
  'iam:CreateRole',
  'iot:CreateCertificateProvider',
  'iot:CreateProvisioningTemplate',
  'kms:CreateKey',
  'lambda:CreateFunction',
  'logs:CreateLogGroup',
  'secretsmanager:CreateSecret',
];

const untagged = (key: string): object => ({
  Sid: `DenyWithout${key}`,
  Effect: 'Deny',
  Action: MAKING,
  Resource: '*',
  Condition: { Null: { [`aws:RequestTag/${key}`]: 'true' } },
});

/**
 * The service control policy of an account as organizations have them: everything is allowed that is not denied, and
 * denied is what lacks a boundary, is called otherwise, has no tags or is in another Region.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html
 */
export const LANDING_ZONE_POLICY = document([
  { Sid: 'FullAWSAccess', Effect: 'Allow', Action: '*', Resource: '*' },
  {
    Sid: 'DenyRolesWithoutBoundary',
    Effect: 'Deny',
    Action: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:PutRolePermissionsBoundary'],
    Resource: '*',
    Condition: { StringNotEquals: { 'iam:PermissionsBoundary': WORKLOAD_BOUNDARY } },
  },
  { Sid: 'DenyBoundaryRemoval', Effect: 'Deny', Action: 'iam:DeleteRolePermissionsBoundary', Resource: '*' },
  { Sid: 'DenyRolesElsewhere', Effect: 'Deny', Action: ['iam:CreateRole', 'iam:PutRolePolicy'], NotResource: ROLES },
  { Sid: 'DenyPassingOthers', Effect: 'Deny', Action: 'iam:PassRole', NotResource: ROLES },
  {
    Sid: 'DenyFunctionsElsewhere',
    Effect: 'Deny',
    Action: 'lambda:CreateFunction',
    NotResource: 'arn:aws:lambda:*:*:function:acme-*',
  },
  {
    Sid: 'DenySecretsInOtherKeys',
    Effect: 'Deny',
    Action: 'secretsmanager:CreateSecret',
    Resource: '*',
    Condition: { StringNotEquals: { 'secretsmanager:KmsKeyArn': WORKLOAD_KEY } },
  },
  untagged('CostCenter'),
  untagged('Owner'),
  {
    Sid: 'DenyOtherRegions',
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*', 'organizations:*', 'support:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] } },
  },
]);

/** What workloads of such an account are for. */
const BOUNDARY = document([
  {
    Effect: 'Allow',
    Action: ['acm-pca:*', 'iot:*', 'kms:*', 'lambda:*', 'logs:*', 's3:*', 'secretsmanager:*', 'ec2:*NetworkInterface*'],
    Resource: '*',
  },
]);

const KEY_POLICY = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

const USES_KEY = {
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  Resource: WORKLOAD_KEY,
};
const BY_IOT = { Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' };

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const KEY_FOR_LOGS = {
  Effect: 'Allow',
  Principal: { Service: 'logs.us-east-1.amazonaws.com' },
  Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
  Resource: '*',
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:*` } },
};

/** The boundary and the key that its policy asks for, under which AWS IoT's data is as well. */
export function seedLandingZone(state: AccountState, now: Date): void {
  const { iam } = state;
  seedNetworks(state);
  regionOf(state, 'us-east-1').kms.keys[KEY_ID] = {
    keyId: KEY_ID,
    arn: WORKLOAD_KEY,
    keySpec: 'SYMMETRIC_DEFAULT',
    createdAt: now.toISOString(),
    description: 'key of workloads',
    enabled: true,
    policy: document([KEY_POLICY, KEY_FOR_LOGS]),
    privateKey: '',
    tags: {},
  };
  iam.roles['iot-encryption'] = {
    roleName: 'iot-encryption',
    roleId: 'AROALANDINGZONE000001',
    path: '/landing-zone/',
    arn: IOT_KEY_ROLE,
    createDate: now.toISOString(),
    assumeRolePolicyDocument: document([BY_IOT]),
    description: 'AWS IoT uses the key of workloads with it',
    maxSessionDuration: 3600,
    permissionsBoundary: undefined,
    tags: {},
    inlinePolicies: { 'use-key': document([USES_KEY]) },
    attachedPolicies: [],
  };
  regionOf(state, 'us-east-1').iot.encryption = {
    kmsKeyArn: WORKLOAD_KEY,
    kmsAccessRoleArn: IOT_KEY_ROLE,
    lastModifiedAt: now.toISOString(),
  };
  iam.policies = {
    ...iam.policies,
    [WORKLOAD_BOUNDARY]: {
      policyName: 'workload-boundary',
      policyId: 'ANPALANDINGZONE000001',
      path: '/landing-zone/',
      arn: WORKLOAD_BOUNDARY,
      createDate: now.toISOString(),
      description: 'what workloads may do at most',
      document: BOUNDARY,
      tags: {},
    },
  };
}
