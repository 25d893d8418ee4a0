import { CreateFunctionCommand, LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLE, zip } from '../lambda/lambda-account.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { CLAIM_STATEMENTS, registeredIdentity, type RegisteredIdentity } from './mqtt-account.ts';
import { functionArn, permit } from './provider.ts';
import { FROM_CSR, newCsr, provisionTopic, TestDevice } from './test-device.ts';
import { createTemplate } from './ways-of-provisioning.ts';

let account: TemporaryAccount;
let claim: RegisteredIdentity;
let device: TestDevice;

beforeEach(async () => {
  account = await temporaryAccount({ settings: { functionPendingMs: 0 } });
  claim = await registeredIdentity(account, CLAIM_STATEMENTS);
  device = (await TestDevice.connect(await account.mqtt(), claim, 'device-1'))!;
});
afterEach(async () => {
  await device[Symbol.asyncDispose]();
  await account[Symbol.asyncDispose]();
});

async function newCertificate(): Promise<Record<string, unknown>> {
  const { csrPem } = await newCsr('SN-1');
  return (await device.ask(FROM_CSR, { certificateSigningRequest: csrPem })).body;
}

const register = (certificateOwnershipToken: unknown) =>
  device.ask(provisionTopic('fleet'), { certificateOwnershipToken, parameters: { SerialNumber: 'SN-1' } });

describe('a pre-provisioning hook', () => {
  const hooked = async (answer: string, isPermitted = true, handler?: string): Promise<void> => {
    await new LambdaClient(account.client).send(
      new CreateFunctionCommand({
        FunctionName: 'hook',
        Timeout: 10,
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: zip(handler ?? `export const handler = async (event) => (${answer});`) },
      }),
    );
    const SourceArn = 'arn:aws:iot:us-east-1:000000000000:provisioningtemplate/fleet';
    await permit(account, 'hook', { SourceArn });
    await createTemplate(account, { preProvisioningHook: { targetArn: functionArn('hook') } });
    if (!isPermitted)
      await new LambdaClient(account.client).send(
        new RemovePermissionCommand({ FunctionName: 'hook', StatementId: 'iot' }),
      );
  };

  it('is told everything, and sets parameters', async () => {
    await hooked(`{
      allowProvisioning: true,
      parameterOverrides: {
        SerialNumber: [event.claimCertificateId.slice(0, 8), event.certificateId.slice(0, 8), event.clientId,
          event.templateArn.split('/')[1], event.parameters.SerialNumber, Object.keys(event).length].join('-') },
    }`);
    const { certificateOwnershipToken, certificateId } = await newCertificate();
    const own = String(certificateId).slice(0, 8);
    expect((await register(certificateOwnershipToken)).body['thingName']).toBe(
      `${claim.certificateId.slice(0, 8)}-${own}-device-1-fleet-SN-1-6`,
    );
  });

  const malformed = 'Provisioning hook result is in an invalid format.';

  it.each([
    ['says no', '({ allowProvisioning: false })', 'AccessDenied', 'Access Denied'],
    ['says yes in words', "({ allowProvisioning: 'true' })", 'InvalidResult', malformed],
    ['says neither', '({ allow: true })', 'InvalidResult', malformed],
    [
      'overrides with lists',
      '({ allowProvisioning: true, parameterOverrides: { SerialNumber: [1] } })',
      'InvalidResult',
      malformed,
    ],
    ['says nothing', 'undefined', 'InvalidResult', 'The provisioning hook did not return a response.'],
    ['fails', 'event.no.such', 'InvocationError', 'The provisioning hook was not executed successfully.'],
  ])('that %s keeps the device out', async (_case, answer, errorCode, errorMessage) => {
    await hooked(answer);
    const { certificateOwnershipToken } = await newCertificate();
    const statusCode = errorCode === 'AccessDenied' ? 403 : 400;
    expect(await register(certificateOwnershipToken)).toEqual({
      accepted: false,
      body: { statusCode, errorCode, errorMessage },
    });
  });

  it('that may not be invoked any more keeps the device out', async () => {
    await hooked('({ allowProvisioning: true })', false);
    const { certificateOwnershipToken } = await newCertificate();
    expect(await register(certificateOwnershipToken)).toEqual({
      accepted: false,
      body: {
        statusCode: 400,
        errorCode: 'InvocationError',
        errorMessage: 'Access denied while invoking Lambda function',
      },
    });
  });

  it('that takes longer than five seconds keeps the device out', async () => {
    const handler =
      'export const handler = () => new Promise((yes) => setTimeout(yes, 5500, { allowProvisioning: true }));';
    await hooked('', true, handler);
    const { certificateOwnershipToken } = await newCertificate();
    expect(await register(certificateOwnershipToken)).toMatchObject({
      body: { errorCode: 'InvocationError', errorMessage: 'A failure occurred while invoking the provisioning hook.' },
    });
  });

  it.each([
    ['the function has to let AWS IoT invoke it', {}, /^Access denied during lambda validation: arn:aws:lambda:/],
    ['there is one version', { payloadVersion: '2021-01-01' }, /the supported versions are: \[2020-04-01\]$/],
    ['a version has digits', { payloadVersion: 'v1' }, /regular expression pattern/],
    ['it is a function', { targetArn: 'arn:aws:sns:us-east-1:000000000000:topic' }, /^Invalid arguments in the call$/],
  ])('is checked before a template has it: %s', async (_case, more, message) => {
    const preProvisioningHook = { targetArn: functionArn('acme-iot-signer'), ...more };
    await expect(createTemplate(account, { preProvisioningHook })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message),
    });
    await expect(createTemplate(account, { preProvisioningHook, type: 'JITP' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });
});
