import { ACMPCAClient, ListCertificateAuthoritiesCommand } from '@aws-sdk/client-acm-pca';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { IoTClient, ListCertificateProvidersCommand } from '@aws-sdk/client-iot';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import type { Service } from '../../src/sandbox/service.ts';
import { failureOf, temporarySandbox, type TemporarySandbox } from './temporary-sandbox.ts';

const services: Service[] = [
  { signingName: 'iot', operations: { ListCertificateProviders: { handler: () => ({ certificateProviders: [] }) } } },
  { signingName: 'lambda', operations: { ListFunctions: { handler: () => ({ Functions: [] }) } } },
  {
    signingName: 'acm-pca',
    operations: { ListCertificateAuthorities: { handler: () => ({ CertificateAuthorities: [] }) } },
  },
];
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const send = {
  iot: (sandbox: TemporarySandbox) => new IoTClient(sandbox.client).send(new ListCertificateProvidersCommand({})),
  lambda: (sandbox: TemporarySandbox) => new LambdaClient(sandbox.client).send(new ListFunctionsCommand({})),
  iam: (sandbox: TemporarySandbox) => new IAMClient(sandbox.client).send(new GetRoleCommand({ RoleName: 'r' })),
  'acm-pca': (sandbox: TemporarySandbox) =>
    new ACMPCAClient(sandbox.client).send(new ListCertificateAuthoritiesCommand({})),
};

describe('a fault on order', () => {
  it.each<[FaultKind, keyof typeof send, string, number]>([
    ['throttle', 'iot', 'ThrottlingException', 400],
    ['throttle', 'lambda', 'TooManyRequestsException', 429],
    ['throttle', 'iam', 'Throttling', 400],
    ['throttle', 'acm-pca', 'ThrottlingException', 400],
    ['error-500', 'iot', 'InternalFailureException', 500],
    ['error-500', 'lambda', 'ServiceException', 500],
    ['error-500', 'iam', 'ServiceFailureException', 500],
    ['error-503', 'iot', 'ServiceUnavailableException', 503],
    ['access-denied', 'iot', 'AccessDeniedException', 403],
    ['explicit-deny', 'iam', 'AccessDenied', 403],
    ['expired-token', 'iot', 'ExpiredTokenException', 403],
    ['expired-token', 'iam', 'ExpiredToken', 403],
    ['stale-not-found', 'lambda', 'ResourceNotFoundException', 404],
    ['stale-not-found', 'iam', 'NoSuchEntityException', 404],
    ['invalid-state', 'acm-pca', 'InvalidStateException', 400],
    ['invalid-state', 'lambda', 'ResourceConflictException', 409],
    ['limit-exceeded', 'iot', 'LimitExceededException', 410],
    ['limit-exceeded', 'lambda', 'CodeStorageExceededException', 400],
    ['already-exists', 'iot', 'ResourceAlreadyExistsException', 409],
    ['already-exists', 'iam', 'EntityAlreadyExistsException', 409],
  ])('%s reaches a client of %s as %s', async (kind, service, name, status) => {
    await using sandbox = await temporarySandbox({ services });
    await sandbox.addFault({ service, operation: '*', kind, times: 1 });
    expect(await failureOf(send[service](sandbox))).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  it('names who is denied what', async () => {
    await using sandbox = await temporarySandbox({ services });
    await sandbox.addFault({ operation: 'ListCertificateProviders', kind: 'access-denied', times: 1 });
    await sandbox.addFault({ operation: 'ListCertificateProviders', kind: 'explicit-deny', times: 1 });
    const messages = [(await failureOf(send.iot(sandbox))).message, (await failureOf(send.iot(sandbox))).message];
    const user =
      'User: arn:aws:iam::000000000000:user/operator is not authorized to perform: iot:ListCertificateProviders';
    expect(messages).toEqual([
      `${user} because no identity-based policy allows the iot:ListCertificateProviders action`,
      `${user} with an explicit deny in a service control policy`,
    ]);
  });

  it('lets so many requests pass, strikes so often, and counts over processes', async () => {
    await using one = await temporarySandbox({ services });
    await using two = await temporarySandbox({ services, folder: one.folder });
    await one.addFault({ service: 'iot', operation: 'ListCertificateProviders', kind: 'throttle', skip: 1, times: 2 });
    const outcomes: string[] = [];
    for (const sandbox of [one, two, one, two, one])
      outcomes.push(
        await send.iot(sandbox).then(
          () => 'ok',
          (error: Error) => error.name,
        ),
      );
    expect(outcomes).toEqual(['ok', 'ThrottlingException', 'ThrottlingException', 'ok', 'ok']);
    await send.lambda(one);
  });

  it('strikes whatever comes after the one that was meant, when it is to go onward', async () => {
    await using sandbox = await temporarySandbox({ services });
    const operation = 'ListCertificateProviders';
    await sandbox.addFault({
      service: 'iot',
      operation,
      kind: 'expired-token',
      skip: 1,
      times: 'always',
      onward: true,
    });
    await send.iot(sandbox);
    await send.lambda(sandbox);
    expect((await failureOf(send.iot(sandbox))).message).toMatch(/expired/);
    expect((await failureOf(send.lambda(sandbox))).message).toMatch(/expired/);
  });

  it('cuts the connection before anything is done', async () => {
    await using sandbox = await temporarySandbox();
    await sandbox.addFault({ operation: 'CreateRole', kind: 'drop-before', times: 1 });
    const failure = await failureOf(
      new IAMClient(sandbox.client).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust })),
    );
    expect(failure.message).toMatch(/socket hang up|ECONNRESET/);
    expect(await failureOf(send.iam(sandbox))).toMatchObject({ Code: 'NoSuchEntity' });
    expect(sandbox.requests()[0]).toMatchObject({ operation: 'CreateRole', status: 0 });
  });

  it('cuts the connection after everything is done', async () => {
    await using sandbox = await temporarySandbox();
    await sandbox.addFault({ operation: 'CreateRole', kind: 'drop-after', times: 1 });
    const failure = await failureOf(
      new IAMClient(sandbox.client).send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust })),
    );
    expect(failure.message).toMatch(/socket hang up|ECONNRESET/);
    expect((await send.iam(sandbox)).Role?.RoleName).toBe('r');
  });

  it('fails after everything is done', async () => {
    await using sandbox = await temporarySandbox();
    await sandbox.addFault({ operation: 'CreateRole', kind: 'error-after', times: 1 });
    const create = new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust });
    expect(await failureOf(new IAMClient(sandbox.client).send(create))).toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
    expect((await send.iam(sandbox)).Role?.RoleName).toBe('r');
  });

  it('answers as it was before the last change, over processes', async () => {
    await using sandbox = await temporarySandbox();
    await using other = await temporarySandbox({ folder: sandbox.folder });
    await sandbox.addFault({ operation: 'GetRole', kind: 'stale-read', times: 2 });
    const create = new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust });
    await new IAMClient(sandbox.client).send(create);
    for (const one of [sandbox, other]) expect(await failureOf(send.iam(one))).toMatchObject({ Code: 'NoSuchEntity' });
    expect((await send.iam(sandbox)).Role?.RoleName).toBe('r');
  });

  it('refuses what is signed by a clock an hour behind, and says what time it is', async () => {
    await using sandbox = await temporarySandbox({ services });
    await sandbox.addFault({ operation: '*', kind: 'clock-skew', times: 'always' });
    const once = { ...sandbox.client, maxAttempts: 1 };
    const client = new IoTClient(once);
    expect(await failureOf(client.send(new ListCertificateProvidersCommand({})))).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('Signature expired'),
    });
    // By now the SDK knows AWS's time, and goes on by it.
    for (let i = 0; i < 2; i++) await client.send(new ListCertificateProvidersCommand({}));
  });

  it('answers with a page that is not of AWS', async () => {
    await using sandbox = await temporarySandbox({ services });
    await sandbox.addFault({ operation: '*', kind: 'garbage', times: 1 });
    const failure = await failureOf(send.iot(sandbox));
    expect(failure).toBeInstanceOf(SyntaxError);
  });

  it('can be that an answer comes late', async () => {
    await using sandbox = await temporarySandbox({ services });
    await sandbox.addFault({ operation: '*', kind: 'delay', delayMs: 60, times: 1 });
    const started = performance.now();
    await send.iot(sandbox);
    expect(performance.now() - started).toBeGreaterThan(55);
  });
});
