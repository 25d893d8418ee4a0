import {
  CreateCodeSigningConfigCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openLambdaAccount } from './lambda-account.ts';

const { account, create, lambda } = await openLambdaAccount();
afterAll(() => account[Symbol.asyncDispose]());

const config = async (UntrustedArtifactOnDeployment: 'Warn' | 'Enforce'): Promise<string> => {
  const made = await lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: {
        SigningProfileVersionArns: ['arn:aws:signer:us-east-1:000000000000:/signing-profiles/team/abcdefghij'],
      },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment },
    }),
  );
  return made.CodeSigningConfig!.CodeSigningConfigArn!;
};

it('makes no function of unsigned code under a configuration that enforces, and leaves nothing of it', async () => {
  const CodeSigningConfigArn = await config('Enforce');
  expect(await failureOf(create('unsigned', { CodeSigningConfigArn }))).toMatchObject({
    name: 'CodeVerificationFailedException',
    $metadata: { httpStatusCode: 400 },
  });
  expect(await failureOf(lambda.send(new GetFunctionCommand({ FunctionName: 'unsigned' })))).toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('makes it under one that warns, which then is the one of the function', async () => {
  const CodeSigningConfigArn = await config('Warn');
  await create('warned', { CodeSigningConfigArn });
  const found = await lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: 'warned' }));
  expect(found).toMatchObject({ CodeSigningConfigArn, FunctionName: 'warned' });
});

it('knows no configuration that nobody made', async () => {
  const CodeSigningConfigArn = 'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0';
  expect(await failureOf(create('of-none', { CodeSigningConfigArn }))).toMatchObject({
    name: 'CodeSigningConfigNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});
