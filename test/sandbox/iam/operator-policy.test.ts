import { CreateRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionCommand, LambdaClient, TagResourceCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { setOperatorPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

const limit = ({ folder }: TemporaryAccount, ...statements: readonly object[]): void =>
  setOperatorPolicy(folder, JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const allow = (Action: string, Resource: string, Condition: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:';
const ROLE = 'arn:aws:iam::000000000000:role/';
const toEc2 = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
const toLambda = { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };

/** No zip: what is asked here is whether it comes so far that somebody looks at it. */
const createFunction = new CreateFunctionCommand({
  FunctionName: 'f',
  Role: `${ROLE}r`,
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Code: { ZipFile: Buffer.from('no zip') },
  Tags: { team: 'iot' },
});
const createRole = new CreateRoleCommand({
  RoleName: 'r',
  AssumeRolePolicyDocument: '{}',
  Tags: [{ Key: 'team', Value: 'iot' }],
});

describe("the operator's policy", () => {
  it('is everything at first, and what was given from the next request on', async () => {
    await using account = await temporaryAccount();
    const lambda = new LambdaClient(account.client);
    const get = new GetFunctionCommand({ FunctionName: 'acme-iot-signer' });
    await lambda.send(get);
    limit(account, allow('lambda:GetFunction', `${FUNCTION}other`));
    const refusal = await failureOf(lambda.send(get));
    expect(refusal.name).toBe('AccessDeniedException');
    expect(refusal.message).toBe(
      `User: arn:aws:iam::000000000000:user/operator is not authorized to perform: lambda:GetFunction on resource: ${FUNCTION}acme-iot-signer because no identity-based policy allows the lambda:GetFunction action`,
    );
    await new STSClient(account.client).send(new GetCallerIdentityCommand({}));
    setOperatorPolicy(account.folder, undefined);
    await lambda.send(get);
  });

  it.each([
    ['the role', [], /iam:PassRole on resource: .*role\/r /],
    ['the role for another service', [allow('iam:PassRole', `${ROLE}r`, toEc2)], /iam:PassRole/],
    ['the tags', [allow('iam:PassRole', `${ROLE}r`, toLambda)], /lambda:TagResource on resource: .*function:f /],
  ])('is asked for a function and for %s', async (_what, statements, wanted) => {
    await using account = await temporaryAccount();
    limit(account, allow('lambda:CreateFunction', '*'), ...statements);
    expect((await failureOf(new LambdaClient(account.client).send(createFunction))).message).toMatch(wanted);
  });

  it('lets a function through with all three', async () => {
    await using account = await temporaryAccount();
    limit(account, allow('lambda:*', `${FUNCTION}f`), allow('iam:PassRole', `${ROLE}r`, toLambda));
    expect((await failureOf(new LambdaClient(account.client).send(createFunction))).name).not.toBe(
      'AccessDeniedException',
    );
  });

  it('is asked for the tags of a role', async () => {
    await using account = await temporaryAccount();
    limit(account, allow('iam:CreateRole', `${ROLE}r`));
    expect((await failureOf(new IAMClient(account.client).send(createRole))).message).toContain('iam:TagRole');
  });

  it('decides what a simulation says', async () => {
    await using account = await temporaryAccount();
    limit(account, allow('iam:SimulatePrincipalPolicy', '*'), allow('iot:List*', '*'));
    const { EvaluationResults = [] } = await new IAMClient(account.client).send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: 'arn:aws:iam::000000000000:user/operator',
        ActionNames: ['iot:ListThings', 'iot:DeleteThing'],
      }),
    );
    expect(EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual(['implicitDeny', 'allowed']);
  });

  it('leaves the tags out of GetFunction, and says why', async () => {
    await using account = await temporaryAccount();
    const lambda = new LambdaClient(account.client);
    await lambda.send(new TagResourceCommand({ Resource: `${FUNCTION}acme-iot-signer`, Tags: { team: 'iot' } }));
    limit(account, allow('lambda:GetFunction', '*'));
    const { Configuration, Tags, TagsError } = await lambda.send(
      new GetFunctionCommand({ FunctionName: 'acme-iot-signer' }),
    );
    expect(Configuration?.FunctionName).toBe('acme-iot-signer');
    expect(Tags).toBeUndefined();
    expect(TagsError?.Message).toContain('lambda:ListTags');
  });
});
