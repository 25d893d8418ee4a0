import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  type Runtime,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { ARN, ECHO, openLambdaAccount, zip } from './lambda-account.ts';

const { account, lambda, create, pass } = await openLambdaAccount();
afterAll(() => account[Symbol.asyncDispose]());

beforeAll(async () => {
  await create('known');
  pass(60_000);
  await lambda.send(new PublishVersionCommand({ FunctionName: 'known' }));
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'known',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
    }),
  );
});

describe('what Lambda was recorded to answer', () => {
  const derived = 'The derived qualifier from the function name does not match the specified qualifier.';
  const noTags = /^Tags on function aliases and versions are not supported\./;

  it.each<[string, () => Promise<unknown>, string, number, string | RegExp]>([
    [
      'to one version in the ARN and another beside it',
      () => lambda.send(new GetFunctionCommand({ FunctionName: `${ARN}known:1`, Qualifier: '$LATEST' })),
      'InvalidParameterValueException',
      400,
      derived,
    ],
    [
      'to an invocation of them',
      () => lambda.send(new InvokeCommand({ FunctionName: `${ARN}known:1`, Qualifier: '2' })),
      'InvalidParameterValueException',
      400,
      derived,
    ],
    [
      'to a deletion of them',
      () => lambda.send(new DeleteFunctionCommand({ FunctionName: `${ARN}known:1`, Qualifier: '$LATEST' })),
      'InvalidParameterValueException',
      400,
      derived,
    ],
    [
      'to a list of the tags of a version',
      () => lambda.send(new ListTagsCommand({ Resource: `${ARN}known:1` })),
      'InvalidParameterValueException',
      400,
      noTags,
    ],
    [
      'to tags for a version',
      () => lambda.send(new TagResourceCommand({ Resource: `${ARN}known:1`, Tags: { a: 'b' } })),
      'InvalidParameterValueException',
      400,
      noTags,
    ],
    [
      'to the policy of no function',
      () => lambda.send(new GetPolicyCommand({ FunctionName: 'nil' })),
      'ResourceNotFoundException',
      404,
      'The resource you requested does not exist.',
    ],
    [
      'to a permission taken from no function',
      () => lambda.send(new RemovePermissionCommand({ FunctionName: 'nil', StatementId: 's' })),
      'ResourceNotFoundException',
      404,
      `No policy found for: ${ARN}nil`,
    ],
    [
      'to a permission with an old revision',
      () =>
        lambda.send(
          new AddPermissionCommand({
            FunctionName: 'known',
            StatementId: 't',
            Action: 'lambda:InvokeFunction',
            Principal: 'iot.amazonaws.com',
            RevisionId: 'old',
          }),
        ),
      'PreconditionFailedException',
      412,
      'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
    ],
    [
      'to concurrency for no function',
      () => lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'nil', ReservedConcurrentExecutions: 1 })),
      'ResourceNotFoundException',
      404,
      `Function not found: ${ARN}nil:$LATEST`,
    ],
    [
      'to a runtime that is closed',
      () => create('old', { Runtime: 'nodejs16.x' }),
      'InvalidParameterValueException',
      400,
      'The runtime parameter of nodejs16.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
    ],
    [
      'to more than 4 KB of environment',
      () => create('big', { Environment: { Variables: { BIG: 'x'.repeat(4100) } } }),
      'InvalidParameterValueException',
      400,
      /exceeded the 4KB limit\. String measured: \{"BIG":"x+"\}$/,
    ],
    [
      'to a function of another account, without a word',
      () => lambda.send(new GetFunctionCommand({ FunctionName: `${ARN}x`.replace('000000000000', '111122223333') })),
      'AccessDeniedException',
      403,
      'UnknownError',
    ],
  ])('%s', async (_what, attempt, code, status, message) => {
    const failure = await failureOf(attempt());
    expect([failure.name, failure.$metadata?.httpStatusCode]).toEqual([code, status]);
    expect(failure.message).toMatch(message);
  });

  it.each<Runtime>(['java25', 'dotnet10'])('knows %s', async (Runtime) => {
    expect(await create(Runtime.replace('.', '-'), { Runtime })).toMatchObject({ Runtime });
  });

  it('answers an update with Publish with the new version, which is Pending', async () => {
    const ZipFile = zip('export const handler = async () => 2;');
    expect(
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'known', ZipFile, Publish: true })),
    ).toMatchObject({ FunctionArn: `${ARN}known:2`, Version: '2', State: 'Pending', StateReasonCode: 'Creating' });
    pass(60_000);
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'known', ZipFile: ECHO }));
  });

  it('answers a deletion with 204', async () => {
    await create('short-lived');
    const { $metadata } = await lambda.send(new DeleteFunctionCommand({ FunctionName: 'short-lived' }));
    expect($metadata.httpStatusCode).toBe(204);
  });
});

describe('what Lambda was recorded to tell of a function', () => {
  it('has another revision while it is Pending than once it is Active, and names the patch of its runtime', async () => {
    await create('fresh');
    const look = async () => (await lambda.send(new GetFunctionCommand({ FunctionName: 'fresh' }))).Configuration!;
    const [pending, again] = [await look(), await look()];
    expect(pending).toMatchObject({ State: 'Pending', RevisionId: again.RevisionId });
    pass(60_000);
    const active = await look();
    expect(active).toMatchObject({
      State: 'Active',
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:[\da-f]{64}$/),
      },
    });
    expect(active.RevisionId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(active.RevisionId).not.toBe(pending.RevisionId);
    // Of an earlier state: somebody else may have changed it.
    const update = { FunctionName: 'fresh', ZipFile: zip('export const handler = async () => 3;') };
    const stale = lambda.send(new UpdateFunctionCodeCommand({ ...update, RevisionId: pending.RevisionId }));
    expect((await failureOf(stale)).name).toBe('PreconditionFailedException');
    await lambda.send(new UpdateFunctionCodeCommand({ ...update, RevisionId: active.RevisionId }));
  });
});
