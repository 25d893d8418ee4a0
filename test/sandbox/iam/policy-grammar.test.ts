import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, temporarySandbox, type TemporarySandbox } from '../temporary-sandbox.ts';

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const ALLOWED = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::example' };

let sandbox: TemporarySandbox;
let iam: IAMClient;
beforeAll(async () => {
  sandbox = await temporarySandbox();
  iam = new IAMClient(sandbox.client);
  await iam.send(new CreateRoleCommand({ RoleName: 'judged', AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const put = (PolicyDocument: string): Promise<unknown> =>
  iam.send(new PutRolePolicyCommand({ RoleName: 'judged', PolicyName: 'p', PolicyDocument }));
const written = (Statement: unknown, more: object = { Version: '2012-10-17' }): string =>
  JSON.stringify({ ...more, Statement });
const SYNTAX = 'Syntax errors in policy.';
const PARTITION = (partition: string, arn: string): string =>
  `Partition "${partition}" is not valid for resource "${arn}".`;

describe("a role's inline policy", () => {
  it.each<[string, string, string]>([
    ['is no JSON', 'This is not JSON', SYNTAX],
    ['has an unknown version', written(ALLOWED, { Version: '2013-10-17' }), SYNTAX],
    ['has no statement', written(undefined), SYNTAX],
    ['has a list without statements', written([]), SYNTAX],
    ['has text for a statement', written(['afd']), SYNTAX],
    ['has an element of its own', written(ALLOWED, { Version: '2012-10-17', Extra: 1 }), SYNTAX],
    ['has an element of its own in a statement', written({ ...ALLOWED, Extra: 1 }), SYNTAX],
    ['has an id that is no text', written(ALLOWED, { Version: '2012-10-17', Id: {} }), SYNTAX],
    ['has another effect', written({ ...ALLOWED, Effect: 'invalid' }), SYNTAX],
    ['has its effect in small letters', written({ ...ALLOWED, Effect: 'allow' }), 'The policy failed legacy parsing'],
    ['has no effect', written({ Action: 'a:b', Resource: '*' }), SYNTAX],
    ['has both resources', written({ ...ALLOWED, NotResource: [] }), SYNTAX],
    ['has a list in its actions', written({ ...ALLOWED, Action: [[]] }), SYNTAX],
    ['has a list for a condition', written({ ...ALLOWED, Condition: [] }), SYNTAX],
    ['has an unknown operator', written({ ...ALLOWED, Condition: { Is: { a: 'b' } } }), SYNTAX],
    ['has an operator without keys', written({ ...ALLOWED, Condition: { StringEquals: 'b' } }), SYNTAX],
    ['has no action', written({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
    ['has an empty list of actions', written({ ...ALLOWED, Action: [] }), 'Policy statement must contain actions.'],
    ['has no resource', written({ Effect: 'Deny', Action: 'a:b' }), 'Policy statement must contain resources.'],
    [
      'has an action without a service',
      written({ ...ALLOWED, Action: 'ListBucket' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'has an action with two colons',
      written({ ...ALLOWED, NotAction: 's:3:ListBucket', Action: undefined }),
      'Actions/Condition can contain only one colon.',
    ],
    ['has a service with a blank', written({ ...ALLOWED, Action: 'a a:b' }), 'Vendor a a is not valid'],
    [
      'has a resource that is no ARN, as a denial by IAM names it',
      written({ ...ALLOWED, Resource: 'role' }),
      'Resource role must be in ARN format or "*".',
    ],
    [
      'has a resource in another partition',
      written({ ...ALLOWED, Resource: 'a:b:c:d:e:f:g:h' }),
      PARTITION('b', 'arn:b:c:d:e:f:g:h'),
    ],
    [
      'has an ARN that begins in the middle',
      written({ ...ALLOWED, Resource: 'aws:s3:::example' }),
      PARTITION('s3', 'arn:s3:::example:*'),
    ],
    ['has half an ARN', written({ ...ALLOWED, Resource: 'a:bsd' }), PARTITION('bsd', 'arn:bsd:*:*:*:*')],
    [
      'has an ARN without a service',
      written({ ...ALLOWED, Resource: 'arn:aws' }),
      'Resource vendor must be fully qualified and cannot contain regexes.',
    ],
    [
      'has an ARN that lacks a part',
      written({ ...ALLOWED, Resource: 'arn:aws:s3::example' }),
      'The policy failed legacy parsing',
    ],
    [
      'has a Region for a role',
      written({ ...ALLOWED, Resource: 'arn:aws:iam:us-east-1:000000000000:role/a' }),
      'IAM resource arn:aws:iam:us-east-1:000000000000:role/a cannot contain region information.',
    ],
    [
      'has a path that IAM has not',
      written({ ...ALLOWED, Resource: 'arn:aws:iam::000000000000:a' }),
      'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
    ],
    [
      'has a statement id twice',
      written([
        { ...ALLOWED, Sid: 'a' },
        { ...ALLOWED, Sid: 'a' },
      ]),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [
      'has a statement id with a hyphen',
      written({ ...ALLOWED, Sid: 'a-b' }),
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ],
    ['names a principal', written({ ...ALLOWED, Principal: '*' }), 'Policy document should not specify a principal.'],
  ])('is refused when it %s', async (_what, document, message) => {
    const failure = await failureOf(put(document));
    expect([failure.Code, failure.message]).toEqual(['MalformedPolicyDocument', message]);
  });

  it.each<[string, string]>([
    ['no version', written(ALLOWED, {})],
    ['the old version and an id', written(ALLOWED, { Version: '2008-10-17', Id: 'one' })],
    ['everything for everything', written({ Effect: 'Allow', Action: '*', Resource: '*' })],
    [
      'stars and variables',
      written({
        ...ALLOWED,
        Action: ['s3:*', 'iam:Get*'],
        Resource: ['arn:aws:iam::*:role/${aws:username}', 'arn:aws:iam::*:ro*', 'arn:*:s3:::a/*'],
      }),
    ],
    [
      'an empty statement id twice',
      written([
        { ...ALLOWED, Sid: '' },
        { ...ALLOWED, Sid: '' },
      ]),
    ],
    [
      'operators of all kinds',
      written({
        ...ALLOWED,
        Condition: {
          'ForAllValues:StringLikeIfExists': { a: ['b'] },
          Null: { c: true },
          NumericLessThanEquals: { d: 1 },
          ArnNotLike: { e: '*' },
        },
      }),
    ],
  ])('may have %s', async (_what, document) => {
    expect(await put(document)).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });
});

describe("a role's trust policy", () => {
  const trusting = (change: object): string => written([{ ...TRUST.Statement[0], ...change }]);

  it.each<[string, object, string]>([
    ['has a resource', { Resource: '*' }, 'Has prohibited field Resource.'],
    ['has no principal', { Principal: undefined }, 'Missing required field Principal'],
    ['has an empty principal', { Principal: {} }, 'Missing required field Principal cannot be empty!'],
    [
      'has everybody but somebody',
      { Principal: undefined, NotPrincipal: '*' },
      'AssumeRole policy must not contain NotPrincipal field.',
    ],
    ['has no action', { Action: undefined }, 'Missing required field Action'],
    [
      'lets do something else',
      { Action: ['sts:AssumeRole', 's3:GetObject'] },
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    ['lets do everything', { Action: '*' }, 'AssumeRole policy may only specify STS AssumeRole actions.'],
    ['names a kind of principal that there is not', { Principal: { Lambda: 'x' } }, SYNTAX],
    [
      'names a service by half',
      { Principal: { Service: 'lambda' } },
      'Invalid principal in policy: "SERVICE":"lambda"',
    ],
    ['names an account by half', { Principal: { AWS: '1234' } }, 'Invalid principal in policy: "AWS":"1234"'],
    [
      'names a role that is not there',
      { Principal: { AWS: ['arn:aws:iam::000000000000:root', 'arn:aws:iam::000000000000:role/gone'] } },
      'Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:role/gone"',
    ],
  ])('is refused when it %s', async (_what, change, message) => {
    const AssumeRolePolicyDocument = trusting(change);
    const made = await failureOf(iam.send(new CreateRoleCommand({ RoleName: 'other', AssumeRolePolicyDocument })));
    expect([made.Code, made.message]).toEqual(['MalformedPolicyDocument', message]);
    const changed = await failureOf(
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'judged', PolicyDocument: AssumeRolePolicyDocument })),
    );
    expect([changed.Code, changed.message]).toEqual(['MalformedPolicyDocument', message]);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'judged' }));
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(JSON.stringify(TRUST));
    expect((await failureOf(iam.send(new GetRoleCommand({ RoleName: 'other' })))).Code).toBe('NoSuchEntity');
  });

  it('may name a role that is there, accounts, services and providers of identities', async () => {
    const Principal = {
      AWS: ['arn:aws:iam::000000000000:role/judged', '111122223333', 'arn:aws:iam::111122223333:role/theirs'],
      Service: ['iot.amazonaws.com', 'lambda.amazonaws.com'],
      Federated: [
        'arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com',
        'cognito-identity.amazonaws.com',
      ],
    };
    const AssumeRolePolicyDocument = trusting({ Principal, Action: ['sts:AssumeRole', 'sts:TagSession'] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'trusting', AssumeRolePolicyDocument }));
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(AssumeRolePolicyDocument);
  });
});
