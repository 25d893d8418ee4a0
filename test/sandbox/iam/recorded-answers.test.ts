import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { setOperatorPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import { failureOf, temporarySandbox } from '../temporary-sandbox.ts';
import { temporaryAccount } from '../temporary-account.ts';

const RoleName = 'plain';
const trusting = (Principal: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });
const AssumeRolePolicyDocument = trusting({ Service: 'lambda.amazonaws.com' });

describe('what IAM was recorded to answer', () => {
  it('to a role without tags: none, and its duration to GetRole alone', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    const made = (await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))).Role!;
    expect(made.Tags).toBeUndefined();
    expect(made.MaxSessionDuration).toBeUndefined();
    const found = (await iam.send(new GetRoleCommand({ RoleName }))).Role!;
    expect(found.Tags).toBeUndefined();
    expect(found.MaxSessionDuration).toBe(3600);
  });

  it.each([
    ['', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    [
      'arn:aws:iam::000000000000:policy/nil',
      'NoSuchEntity',
      'Policy arn:aws:iam::000000000000:policy/nil does not exist or is not attachable.',
    ],
  ])('to a policy that cannot be attached: %j', async (PolicyArn, Code, message) => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const failure = await failureOf(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })));
    expect(failure).toMatchObject({ Code, message });
  });

  it('to a trust policy for nobody', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    const nobody = trusting({ AWS: ['arn:aws:iam::000000000000:root', 'arn:aws:iam::000000000000:user/nobody'] });
    const refused = {
      Code: 'MalformedPolicyDocument',
      message: 'Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:user/nobody"',
    };
    const create = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: nobody });
    expect(await failureOf(iam.send(create))).toMatchObject(refused);
    const others = trusting({ AWS: ['arn:aws:iam::000000000000:user/operator', 'arn:aws:iam::111122223333:user/x'] });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: others }));
    const update = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: nobody });
    expect(await failureOf(iam.send(update))).toMatchObject(refused);
  });

  it('to whoever may not: the role by its name, and by its ARN where it is to be made', async () => {
    await using account = await temporaryAccount();
    const iam = new IAMClient(account.client);
    const statement = { Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' };
    setOperatorPolicy(account.folder, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    const put = new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: '{}' });
    expect((await failureOf(iam.send(put))).message).toContain(
      'is not authorized to perform: iam:PutRolePolicy on resource: role plain because no identity-based policy allows',
    );
    const create = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument });
    expect((await failureOf(iam.send(create))).message).toContain(
      'iam:CreateRole on resource: arn:aws:iam::000000000000:role/plain because',
    );
  });
});
