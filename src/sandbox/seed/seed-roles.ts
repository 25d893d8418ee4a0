import { createHash } from 'node:crypto';
import type { IamState } from '../iam/state.ts';
import { P256_AUTHORITY_ID } from './seed-authorities.ts';
import { FUNCTIONS, roleNameOf } from './seed-functions.ts';
import { authorityArn, daysFrom, roleArn } from './seeded-arns.ts';

const LOGGING = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const REGISTRATION = 'arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration';

export const PROVISIONING_ROLE = 'acme-provisioning-role';

/** An execution role per function, as old as to be assumable, and the role of the provisioning templates. */
export function seedRoles(state: IamState, now: Date): void {
  for (const { name, signs, ageDays } of FUNCTIONS) {
    seedRole(state, {
      roleName: roleNameOf(name),
      service: 'lambda.amazonaws.com',
      createDate: daysFrom(now, -ageDays - 1),
      inlinePolicies: signs ? { 'sign-certificates': JSON.stringify(signingPolicy()) } : {},
      attachedPolicies: [LOGGING],
    });
  }
  seedRole(state, {
    roleName: PROVISIONING_ROLE,
    service: 'iot.amazonaws.com',
    createDate: daysFrom(now, -420),
    inlinePolicies: {},
    attachedPolicies: [REGISTRATION],
  });
}

interface SeededRole {
  readonly roleName: string;
  readonly service: string;
  readonly createDate: string;
  readonly inlinePolicies: Record<string, string>;
  readonly attachedPolicies: string[];
}

function seedRole(state: IamState, { roleName, service, ...rest }: SeededRole): void {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  state.roles[roleName.toLowerCase()] = {
    roleName,
    roleId: `AROA${createHash('sha256').update(roleName).digest('hex').slice(0, 17).toUpperCase()}`,
    path: '/',
    arn: roleArn(roleName),
    assumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    description: undefined,
    maxSessionDuration: 3600,
    permissionsBoundary: undefined,
    tags: {},
    ...rest,
  };
}

/** The template can be pinned for IssueCertificate only: GetCertificate knows no such condition key. */
const signingPolicy = () => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'acm-pca:IssueCertificate',
      Resource: authorityArn(P256_AUTHORITY_ID),
      Condition: {
        StringEquals: {
          'acm-pca:TemplateArn': 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1',
        },
      },
    },
    { Effect: 'Allow', Action: 'acm-pca:GetCertificate', Resource: authorityArn(P256_AUTHORITY_ID) },
  ],
});
