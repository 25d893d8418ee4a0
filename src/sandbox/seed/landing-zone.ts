import type { AccountState } from '../state/account-state.ts';

const ACCOUNT = '000000000000';
export const WORKLOAD_BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/landing-zone/workload-boundary`;
const ROLES = `arn:aws:iam::${ACCOUNT}:role/workloads/acme-*`;

const document = (Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/** What makes something that has tags. */
const MAKING = [
  'iam:CreateRole',
  'iot:CreateCertificateProvider',
  'iot:CreateProvisioningTemplate',
  'kms:CreateKey',
  'lambda:CreateFunction',
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

/** The boundary that its policy asks for. */
export function seedLandingZone({ iam }: AccountState, now: Date): void {
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
