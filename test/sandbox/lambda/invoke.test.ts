import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { assetPath } from '../../../src/local/package-root.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { openLambdaAccount } from './lambda-account.ts';

const { account, create, invoke, lambda, pass } = await openLambdaAccount();
afterAll(() => account[Symbol.asyncDispose]());

describe('reserved concurrency', () => {
  it('of 0 stops every invocation', async () => {
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'nightly-report', ReservedConcurrentExecutions: 0 }),
    );
    const error = await failureOf(invoke('nightly-report'));
    const { Concurrency } = await lambda.send(new GetFunctionCommand({ FunctionName: 'nightly-report' }));
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'nightly-report' }));

    expect(error).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect(error.$metadata?.httpStatusCode).toBe(429);
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 0 });
    expect((await invoke('nightly-report', { detail: { day: '1', rows: [] } })).answer).toEqual({
      report: 'telemetry-1.csv',
      rows: 0,
    });
  });

  it("leaves 100 of the account's 1,000 to everybody", async () => {
    const put = (n: number) =>
      lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'nightly-report', ReservedConcurrentExecutions: n }),
      );
    await put(900);
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const error = await failureOf(put(901));
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'nightly-report' }));

    expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 100 });
    expect(error.name).toBe('InvalidParameterValueException');
  });
});

describe('an invocation', () => {
  it('answers nothing to a DryRun', async () => {
    const { StatusCode, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: 'nightly-report', InvocationType: 'DryRun' }),
    );

    expect(StatusCode).toBe(204);
    expect(Payload?.length ?? 0).toBe(0);
  });

  it('needs JSON', async () => {
    const error = await failureOf(
      lambda.send(new InvokeCommand({ FunctionName: 'nightly-report', Payload: strToU8('{') })),
    );

    expect(error.name).toBe('InvalidRequestContentException');
  });

  it('gives the function credentials of its role and of nothing else', async () => {
    const source = `
      import { signCsr } from './private-ca.mjs';
      export const handler = async () => signCsr('x');`;
    const files = {
      'index.mjs': strToU8(source),
      'private-ca.mjs': readFileSync(assetPath('seed-functions', 'private-ca.mjs')),
    };
    const other = 'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/8c60f2b7-31ad-4e95-b7d8-0f4e6a91c523';
    await create('other-ca', { Code: { ZipFile: zipSync(files) }, Environment: { Variables: { CA_ARN: other } } });
    pass(60_000);
    const { answer, FunctionError } = await invoke('other-ca');

    expect(FunctionError).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'AccessDeniedException' });
    expect((answer as { errorMessage: string }).errorMessage).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/acme-iot-signer-role\/other-ca is not authorized to perform: acm-pca:IssueCertificate on resource: .*8c60f2b7/,
    );
  });
});
