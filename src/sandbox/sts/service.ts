import type { AssumeRoleRequest as AssumeRoleInput } from '@aws-sdk/client-sts';
import { holds } from '../iam/evaluate-condition.ts';
import { parsePolicy, statementsOf, stringsOf } from '../iam/policy-document.ts';
import { roleOfArn } from '../iam/roles.ts';
import { ServiceError, type Call, type Service } from '../service.ts';
import { assumedRoleArn, DEFAULT_SESSION_SECONDS } from './assume-role.ts';

function getCallerIdentity(_input: unknown, call: Call): object {
  return { UserId: call.caller.userId, Account: call.account, Arn: call.caller.arn };
}

async function assumeRole(input: AssumeRoleInput, call: Call): Promise<object> {
  const { RoleArn = '', RoleSessionName = '', DurationSeconds = DEFAULT_SESSION_SECONDS } = input;
  if (!/^arn:[^:]+:iam::[^:]*:role\/./.test(RoleArn))
    throw new ServiceError('ValidationError', 400, `${RoleArn} is invalid`);
  const role = await call.store.read((state) => roleOfArn(state, RoleArn));
  if (role === undefined || !trusts(role.assumeRolePolicyDocument, input, call)) {
    throw new ServiceError(
      'AccessDenied',
      403,
      `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    );
  }
  if (DurationSeconds < 900 || DurationSeconds > role.maxSessionDuration) {
    throw new ServiceError(
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const keys = await call.assumeRole(RoleArn, RoleSessionName, DurationSeconds);
  return {
    Credentials: {
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      SessionToken: keys.sessionToken,
      Expiration: new Date(Date.now() + DurationSeconds * 1000),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.roleId}:${RoleSessionName}`,
      Arn: assumedRoleArn(RoleArn, RoleSessionName),
    },
  };
}

/** The account itself, its root or the caller must be named as an AWS principal, and the conditions must hold. */
function trusts(trustPolicy: string, input: AssumeRoleInput, call: Call): boolean {
  const context = {
    'sts:ExternalId': input.ExternalId,
    'sts:RoleSessionName': input.RoleSessionName,
    'aws:MultiFactorAuthPresent': input.TokenCode === undefined ? undefined : 'true',
    'aws:PrincipalArn': call.caller.arn,
    'aws:PrincipalAccount': call.account,
    'aws:RequestedRegion': call.region,
  };
  const accepted = new Set(['*', call.account, `arn:aws:iam::${call.account}:root`, call.caller.arn]);
  const policy = parsePolicy(trustPolicy);
  return (policy === undefined ? [] : statementsOf(policy)).some(({ Effect, Principal, Action, Condition }) => {
    const named =
      typeof Principal === 'object' && Principal !== null && 'AWS' in Principal
        ? stringsOf(Principal.AWS)
        : stringsOf(Principal);
    return (
      Effect === 'Allow' &&
      stringsOf(Action).includes('sts:AssumeRole') &&
      named.some((principal) => accepted.has(principal)) &&
      holds(Condition ?? {}, context)
    );
  });
}

export const stsService: Service = {
  signingName: 'sts',
  operations: {
    GetCallerIdentity: { handler: getCallerIdentity },
    AssumeRole: { handler: assumeRole, resource: (input: AssumeRoleInput) => input.RoleArn ?? '*' },
  },
};
