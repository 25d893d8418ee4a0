import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/actions/plan.ts';
import { neededBy } from '../../src/actions/still-needed.ts';

const signer: Action = {
  kind: 'lambda:CreateFunction',
  args: {
    functionName: 'certprov-signer',
    roleArn: 'arn:aws:iam::000000000000:role/path/signer-role',
    environment: { CERTPROV_SECRET: 'certprov/certprov-signer' },
  },
};
const template: Action = {
  kind: 'iot:CreateProvisioningTemplate',
  args: { templateName: 'canary', provisioningRoleArn: 'arn:aws:iam::000000000000:role/canary-role' },
};
const permission: Action = {
  kind: 'lambda:AddPermission',
  args: { functionName: 'certprov-signer', statementId: 'certprov-certprov' },
};
const role = (roleName: string, functionName = ''): Action => ({
  kind: 'iam:CreateRole',
  args: { roleName, functionName },
});
const policy = (roleName: string): Action => ({ kind: 'iam:PutRolePolicy', args: { roleName, policyName: 'p' } });
const secret = (secretName: string): Action => ({ kind: 'secretsmanager:CreateSecret', args: { secretName } });

const logGroup = (logGroupName: string): Action => ({ kind: 'logs:CreateLogGroup', args: { logGroupName } });

describe('what stays needs', () => {
  it.each<[string, Action, Action, boolean]>([
    ['the role of a function', signer, role('signer-role'), true],
    ['the role that was made for a function', signer, role('another', 'certprov-signer'), true],
    ['what the role may', signer, policy('signer-role'), true],
    ['the secret that its settings name', signer, secret('certprov/certprov-signer'), true],
    ['the log group that its role may not make again', signer, logGroup('/aws/lambda/certprov-signer'), true],
    ['no log group of another function', signer, logGroup('/aws/lambda/other'), false],
    ['the function of a permission', permission, signer, true],
    ['the role of a template', template, role('canary-role'), true],
    ['the role of a policy', policy('signer-role'), role('signer-role'), true],
    ['no other role', signer, role('other-role', 'other'), false],
    ['no policy of another role', signer, policy('other-role'), false],
    ['no other secret', signer, secret('certprov/other'), false],
    ['nothing where a journal says nothing', { kind: 'lambda:CreateFunction', args: null }, role(''), false],
  ])('%s', (_what, stays, thing, isNeeded) => {
    expect(neededBy(thing, [secret('first'), stays])).toBe(isNeeded ? stays : undefined);
  });
});
