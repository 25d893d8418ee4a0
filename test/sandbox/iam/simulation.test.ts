import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
  type SimulatePrincipalPolicyCommandOutput,
} from '@aws-sdk/client-iam';
import { DeleteThingCommand, IoTClient, ListThingsCommand } from '@aws-sdk/client-iot';
import { describe, expect, it } from 'vitest';
import { setAccountPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import type { PolicyKind } from '../../../src/sandbox/policy-kinds.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

const OPERATOR = 'arn:aws:iam::000000000000:user/operator';
const THING = 'arn:aws:iot:us-east-1:000000000000:thing/';

const statement = (Effect: string, Action: string, Resource = '*', Condition: object = {}): object => ({
  Effect,
  Action,
  Resource,
  Condition,
});
const set = ({ folder }: TemporaryAccount, kind: PolicyKind, ...Statement: readonly object[]): void =>
  setAccountPolicy(folder, kind, JSON.stringify({ Version: '2012-10-17', Statement }));

const simulate = (
  { client }: TemporaryAccount,
  input: Partial<SimulatePrincipalPolicyCommandInput>,
): Promise<SimulatePrincipalPolicyCommandOutput> =>
  new IAMClient(client).send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: OPERATOR, ActionNames: ['iot:DeleteThing'], ...input }),
  );

const one = async (account: TemporaryAccount, input: Partial<SimulatePrincipalPolicyCommandInput>) => {
  const { EvaluationResults = [] } = await simulate(account, input);
  expect(EvaluationResults).toHaveLength(1);
  return EvaluationResults[0]!;
};

describe('SimulatePrincipalPolicy', () => {
  it('answers once for each action, with the severest decision, and apart for each resource', async () => {
    await using account = await temporaryAccount();
    set(
      account,
      'identity',
      statement('Allow', 'iam:SimulatePrincipalPolicy'),
      statement('Allow', 'iot:DeleteThing', `${THING}a`),
      statement('Deny', 'iot:DeleteThing', `${THING}b`),
    );
    const result = await one(account, { ResourceArns: [`${THING}a`, `${THING}b`, `${THING}c`] });
    expect(result).toMatchObject({ EvalActionName: 'iot:DeleteThing', EvalDecision: 'explicitDeny' });
    expect(result.MatchedStatements).toMatchObject([{ SourcePolicyId: 'operator-policy', SourcePolicyType: 'user' }]);
    expect(result.ResourceSpecificResults?.map((each) => [each.EvalResourceName, each.EvalResourceDecision])).toEqual([
      [`${THING}a`, 'allowed'],
      [`${THING}b`, 'explicitDeny'],
      [`${THING}c`, 'implicitDeny'],
    ]);
  });

  it('says where in a policy the statement stands that decides', async () => {
    await using account = await temporaryAccount();
    const text = `{"Statement": [
  {"Effect": "Allow", "Action": "iam:*", "Resource": ["*"]},
  {"Effect": "Allow", "Action": "iot:*", "Resource": ["*",
   "arn:aws:iot:::a } in a text"]}
]}`;
    setAccountPolicy(account.folder, 'identity', text);
    const [matched] = (await one(account, {})).MatchedStatements ?? [];
    expect(matched).toMatchObject({ StartPosition: { Line: 3, Column: 3 }, EndPosition: { Line: 4, Column: 35 } });
  });

  it('names keys that a condition asks for and nobody gave, for "*" on top and else with the resource', async () => {
    await using account = await temporaryAccount();
    const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    set(
      account,
      'identity',
      statement('Allow', 'iam:*'),
      statement('Allow', 'iot:*', '*', mfa),
      statement('Allow', 'kms:*', '*', { StringEquals: { 'kms:Other': 'x' } }),
    );
    const anywhere = await one(account, {});
    expect(anywhere).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:MultiFactorAuthPresent'],
    });
    const onOne = await one(account, { ResourceArns: [`${THING}a`] });
    expect(onOne.ResourceSpecificResults).toMatchObject([{ MissingContextValues: ['aws:MultiFactorAuthPresent'] }]);
    const given = await one(account, {
      ContextEntries: [
        { ContextKeyName: 'aws:MultiFactorAuthPresent', ContextKeyType: 'boolean', ContextKeyValues: ['true'] },
      ],
    });
    expect(given).toMatchObject({ EvalDecision: 'allowed', MissingContextValues: [] });
  });

  it('ends at a service control policy, of whose statements and keys it says nothing', async () => {
    await using account = await temporaryAccount();
    expect(await one(account, {})).not.toHaveProperty('OrganizationsDecisionDetail');
    set(
      account,
      'service-control',
      statement('Allow', '*'),
      statement('Deny', 'iot:Delete*', '*', { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
    );
    const denied = await one(account, { ResourceArns: [`${THING}a`] });
    expect(denied).toMatchObject({
      EvalDecision: 'explicitDeny',
      MatchedStatements: [],
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    });
    expect((await one(account, { ActionNames: ['iot:ListThings'] })).OrganizationsDecisionDetail).toEqual({
      AllowedByOrganizations: true,
    });
  });

  it('says what a permissions boundary does, and knows no policy of a session', async () => {
    await using account = await temporaryAccount();
    set(account, 'permissions-boundary', statement('Allow', 'iam:*'), statement('Allow', 'iot:List*'));
    set(account, 'session', statement('Allow', 'iam:*'));
    const [deleting, listing] = (await simulate(account, { ActionNames: ['iot:DeleteThing', 'iot:ListThings'] }))
      .EvaluationResults!;
    expect(deleting).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
    expect(listing).toMatchObject({ EvalDecision: 'allowed' });
    expect((await failureOf(new IoTClient(account.client).send(new ListThingsCommand({})))).message).toContain(
      'because no session policy allows the iot:ListThings action',
    );
  });

  it('reads inline and attached policies of a role, by its ARN with the path', async () => {
    await using account = await temporaryAccount();
    const iam = new IAMClient(account.client);
    const AssumeRolePolicyDocument = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { AWS: OPERATOR }, Action: 'sts:AssumeRole' }],
    });
    await iam.send(new CreateRoleCommand({ RoleName: 'r', Path: '/team/', AssumeRolePolicyDocument }));
    const PolicyDocument = JSON.stringify({ Statement: [statement('Deny', 'iot:DeleteThing')] });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'no', PolicyDocument }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
    const PolicySourceArn = 'arn:aws:iam::000000000000:role/team/r';
    expect(await one(account, { PolicySourceArn })).toMatchObject({
      EvalDecision: 'explicitDeny',
      MatchedStatements: [{ SourcePolicyId: 'no', SourcePolicyType: 'role' }],
    });
    expect(await one(account, { PolicySourceArn, ActionNames: ['iot:ListThings'] })).toMatchObject({
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: PolicyArn }],
    });
    const withoutPath = simulate(account, { PolicySourceArn: 'arn:aws:iam::000000000000:role/r' });
    expect(await failureOf(withoutPath)).toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name r cannot be found.',
    });
  });

  it('comes in pages', async () => {
    await using account = await temporaryAccount();
    const ActionNames = ['iot:DeleteThing', 'iot:ListThings', 'iot:CreateThing'];
    const first = await simulate(account, { ActionNames, MaxItems: 2 });
    expect(first).toMatchObject({ IsTruncated: true });
    const second = await simulate(account, { ActionNames, MaxItems: 2, Marker: first.Marker });
    expect(second.IsTruncated).toBe(false);
    const names = [first, second].flatMap(({ EvaluationResults = [] }) =>
      EvaluationResults.map(({ EvalActionName = '' }) => EvalActionName),
    );
    expect(names.toSorted()).toEqual(ActionNames.toSorted());
  });

  it('takes a permission of its own', async () => {
    await using account = await temporaryAccount();
    set(account, 'identity', statement('Allow', 'iot:*'));
    expect((await failureOf(simulate(account, {}))).message).toContain(
      `iam:SimulatePrincipalPolicy on resource: ${OPERATOR} because no identity-based policy allows`,
    );
  });

  it.each<[string, Partial<SimulatePrincipalPolicyCommandInput>, string, RegExp]>([
    ['a session', { PolicySourceArn: 'arn:aws:sts::000000000000:assumed-role/r/s' }, 'InvalidInput', /entity type/],
    ['the root user', { PolicySourceArn: 'arn:aws:iam::000000000000:root' }, 'InvalidInput', /entity type and name/],
    ['somebody else', { PolicySourceArn: `${OPERATOR}s` }, 'NoSuchEntity', /user with name operators/],
    ['a group', { PolicySourceArn: 'arn:aws:iam::000000000000:group/g' }, 'NoSuchEntity', /group with name g/],
    ['an action that is none', { ActionNames: ['DeleteThing'] }, 'InvalidInput', /Action/],
    ['too short an action', { ActionNames: ['a'] }, 'ValidationError', /greater than or equal to 3/],
    ['a resource that is none', { ResourceArns: ['thing/a'] }, 'InvalidInput', /Resource ARN/],
    ['too many at once', { MaxItems: 1001 }, 'ValidationError', /1000/],
    [
      'a type of value that is none',
      { ContextEntries: [{ ContextKeyName: 'aws:x', ContextKeyType: 'text' as 'string', ContextKeyValues: ['a'] }] },
      'ValidationError',
      /enum value set/,
    ],
    ['what is not simulated here', { ResourcePolicy: '{}' }, 'NotImplemented', /ResourcePolicy/],
  ])('refuses %s', async (_what, input, code, said) => {
    await using account = await temporaryAccount();
    const failure = await failureOf(simulate(account, input));
    expect(failure.name.replace(/Exception$/, '')).toBe(code);
    expect(failure.message).toMatch(said);
  });
});

describe('a service control policy and a permissions boundary', () => {
  const remove = ({ client }: TemporaryAccount) =>
    failureOf(new IoTClient(client).send(new DeleteThingCommand({ thingName: 'acme-0001' })));

  it.each<[PolicyKind, object[], string]>([
    ['service-control', [statement('Allow', 'iam:*')], 'because no service control policy allows the iot:DeleteThing'],
    [
      'service-control',
      [statement('Allow', '*'), statement('Deny', 'iot:*')],
      'with an explicit deny in a service control policy',
    ],
    ['permissions-boundary', [statement('Allow', 'iam:*')], 'because no permissions boundary allows the iot:Delete'],
    ['session', [statement('Allow', '*'), statement('Deny', 'iot:*')], 'with an explicit deny in a session policy'],
  ])('%s: refuses in the words of AWS', async (kind, statements, said) => {
    await using account = await temporaryAccount();
    set(account, kind, ...statements);
    expect((await remove(account)).message).toContain(said);
  });
});
