import {
  CreateCertificateProviderCommand,
  CreateThingCommand,
  DescribeCertificateProviderCommand,
  IoTClient,
  ListCertificateProvidersCommand,
} from '@aws-sdk/client-iot';
import { GetPolicyCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { ServiceError, type Service } from '../../../src/sandbox/service.ts';
import { failureOf, temporarySandbox } from '../temporary-sandbox.ts';

/** Answers with what it was given, so that a test sees what the wire made of a request. */
function echo(
  signingName: string,
  outputs: Record<string, (input: Record<string, unknown>) => object>,
): { service: Service; inputs: Record<string, unknown>[] } {
  const inputs: Record<string, unknown>[] = [];
  const operations = Object.entries(outputs).map(([name, output]) => [
    name,
    {
      handler: (input: Record<string, unknown>) => {
        inputs.push(input);
        return output(input);
      },
    },
  ]);
  return { service: { signingName, operations: Object.fromEntries(operations) as Service['operations'] }, inputs };
}

const provider = {
  lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:signer',
  accountDefaultForOperations: ['CreateCertificateFromCsr' as const],
};

describe('restJson of iot', () => {
  it.each(['plain', 'with=and,@-'])(
    'brings the name %j to the handler and dates back',
    async (certificateProviderName) => {
      const { service, inputs } = echo('iot', {
        DescribeCertificateProvider: (input) => ({
          ...provider,
          ...input,
          creationDate: new Date(1_700_000_000_123),
          unknownMember: 1,
        }),
      });
      await using sandbox = await temporarySandbox({ services: [service] });
      const answer = await new IoTClient(sandbox.client).send(
        new DescribeCertificateProviderCommand({ certificateProviderName }),
      );
      expect(inputs).toEqual([{ certificateProviderName }]);
      expect(answer).toMatchObject({ ...provider, certificateProviderName, creationDate: new Date(1_700_000_000_123) });
      expect(answer).not.toHaveProperty('unknownMember');
      expect(answer.lastModifiedDate).toBeUndefined();
      expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('reads body, path, query and tags into one input', async () => {
    const { service, inputs } = echo('iot', {
      CreateCertificateProvider: () => ({}),
      ListCertificateProviders: () => ({ certificateProviders: [] }),
    });
    await using sandbox = await temporarySandbox({ services: [service] });
    const client = new IoTClient(sandbox.client);
    const input = {
      ...provider,
      certificateProviderName: 'x',
      clientToken: 't'.repeat(36),
      tags: [{ Key: 'k', Value: 'vä' }],
    };
    await client.send(new CreateCertificateProviderCommand(input));
    await client.send(new ListCertificateProvidersCommand({ ascendingOrder: false, nextToken: 'a/b+c=' }));
    expect(inputs).toEqual([input, { ascendingOrder: false, nextToken: 'a/b+c=' }]);
  });

  it("passes a service's own error on, members included", async () => {
    const service: Service = {
      signingName: 'iot',
      operations: {
        CreateCertificateProvider: {
          handler: () => {
            throw new ServiceError('ResourceAlreadyExistsException', 409, 'it is there', {
              resourceId: 'x',
              resourceArn: 'arn:x',
            });
          },
        },
      },
    };
    await using sandbox = await temporarySandbox({ services: [service] });
    const failure = await failureOf(
      new IoTClient(sandbox.client).send(
        new CreateCertificateProviderCommand({ ...provider, certificateProviderName: 'x' }),
      ),
    );
    expect(failure).toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'it is there',
      resourceId: 'x',
      resourceArn: 'arn:x',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('refuses an input without a required member', async () => {
    const { service, inputs } = echo('iot', { CreateCertificateProvider: () => ({}) });
    await using sandbox = await temporarySandbox({ services: [service] });
    const client = new IoTClient(sandbox.client);
    const failure = await failureOf(
      client.send(
        new CreateCertificateProviderCommand({
          certificateProviderName: 'x',
          accountDefaultForOperations: [],
        } as never),
      ),
    );
    expect(failure).toMatchObject({ name: 'InvalidRequestException', $metadata: { httpStatusCode: 400 } });
    expect(failure.message).toContain("Value null at 'lambdaFunctionArn'");
    const typed = await failureOf(
      client.send(
        new CreateCertificateProviderCommand({
          ...provider,
          certificateProviderName: 'x',
          lambdaFunctionArn: 5 as never,
        }),
      ),
    );
    expect(typed).toMatchObject({ name: 'SerializationException', message: 'lambdaFunctionArn must be a string' });
    expect(inputs).toEqual([]);
  });

  it('refuses by name what AWS has and the sandbox has not', async () => {
    await using sandbox = await temporarySandbox({ services: [{ signingName: 'iot', operations: {} }] });
    const client = new IoTClient(sandbox.client);
    const unknown = await failureOf(client.send(new CreateThingCommand({ thingName: 't' })));
    expect(unknown).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    expect(unknown.message).toContain('iot:CreateThing');
    const known = await failureOf(client.send(new ListCertificateProvidersCommand({})));
    expect(known.message).toContain('iot:ListCertificateProviders');
    expect(sandbox.requests().map(({ operation, status }) => [operation, status])).toEqual([
      ['CreateThing', 501],
      ['ListCertificateProviders', 501],
    ]);
  });

  it('keeps the reason of an unexpected failure to itself', async () => {
    const { service } = echo('iot', {
      ListCertificateProviders: () => {
        throw new Error('/secret/path');
      },
    });
    await using sandbox = await temporarySandbox({ services: [service] });
    const failure = await failureOf(new IoTClient(sandbox.client).send(new ListCertificateProvidersCommand({})));
    expect(failure).toMatchObject({ name: 'InternalFailureException', $metadata: { httpStatusCode: 500 } });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });
});

describe('restJson of lambda', () => {
  it('carries an invocation: payload, headers, function error, log and version', async () => {
    const { service, inputs } = echo('lambda', {
      Invoke: (input) => ({
        StatusCode: 200,
        FunctionError: 'Unhandled',
        LogResult: 'bG9n',
        ExecutedVersion: '$LATEST',
        Payload: input['Payload'],
      }),
    });
    await using sandbox = await temporarySandbox({ services: [service] });
    const payload = new TextEncoder().encode('{"certificateSigningRequest":"…"}');
    const functionName = 'arn:aws:lambda:us-east-1:000000000000:function:signer';
    const answer = await new LambdaClient(sandbox.client).send(
      new InvokeCommand({
        FunctionName: functionName,
        LogType: 'Tail',
        InvocationType: 'RequestResponse',
        Payload: payload,
      }),
    );
    expect(inputs[0]).toMatchObject({ FunctionName: functionName, LogType: 'Tail', InvocationType: 'RequestResponse' });
    expect(answer).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      LogResult: 'bG9n',
      ExecutedVersion: '$LATEST',
    });
    expect(answer.Payload?.transformToString()).toBe('{"certificateSigningRequest":"…"}');
  });

  it('answers with the status that the handler gives', async () => {
    const { service } = echo('lambda', { Invoke: () => ({ StatusCode: 204 }) });
    await using sandbox = await temporarySandbox({ services: [service] });
    const answer = await new LambdaClient(sandbox.client).send(
      new InvokeCommand({ FunctionName: 'f', InvocationType: 'DryRun' }),
    );
    expect(answer.StatusCode).toBe(204);
  });

  it('tells paths apart that begin alike, and reads numbers from the query', async () => {
    const { service, inputs } = echo('lambda', {
      ListFunctions: () => ({ Functions: [] }),
      GetPolicy: () => ({ Policy: '{}', RevisionId: 'r' }),
    });
    await using sandbox = await temporarySandbox({ services: [service] });
    const client = new LambdaClient(sandbox.client);
    await client.send(new ListFunctionsCommand({ MaxItems: 7 }));
    expect(await client.send(new GetPolicyCommand({ FunctionName: 'f', Qualifier: '3' }))).toMatchObject({
      Policy: '{}',
      RevisionId: 'r',
    });
    expect(inputs).toEqual([{ MaxItems: 7 }, { FunctionName: 'f', Qualifier: '3' }]);
  });
});
