import {
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { CreatePolicyCommand, CreateProvisioningClaimCommand, IoTClient } from '@aws-sdk/client-iot';
import { cbor } from '@smithy/core/cbor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { CLAIM_STATEMENTS, registeredIdentity, type RegisteredIdentity } from './mqtt-account.ts';
import { FROM_CSR, newCsr, provisionTopic, TestDevice } from './test-device.ts';
import { createTemplate } from './ways-of-provisioning.ts';

const HOUR_MS = 3_600_000;

let now: Date;
let account: TemporaryAccount;
let claim: RegisteredIdentity;
let device: TestDevice;

beforeEach(async () => {
  now = new Date();
  account = await temporaryAccount({ clock: { now: () => now }, settings: { functionPendingMs: 0 } });
  claim = await registeredIdentity(account, CLAIM_STATEMENTS);
  device = (await TestDevice.connect(await account.mqtt(), claim, 'device-1'))!;
});
afterEach(async () => {
  await device[Symbol.asyncDispose]();
  await account[Symbol.asyncDispose]();
});

const pass = (milliseconds: number): void => {
  now = new Date(now.getTime() + milliseconds);
};

async function newCertificate(): Promise<Record<string, unknown>> {
  const { csrPem } = await newCsr('SN-1');
  return (await device.ask(FROM_CSR, { certificateSigningRequest: csrPem })).body;
}

async function register(certificateOwnershipToken: unknown, template = 'fleet') {
  return await device.ask(provisionTopic(template), {
    certificateOwnershipToken,
    parameters: { SerialNumber: 'SN-1' },
  });
}

const bodyWith = (policy: object): string =>
  JSON.stringify({
    Parameters: { SerialNumber: { Type: 'String' } },
    Resources: {
      certificate: {
        Type: 'AWS::IoT::Certificate',
        Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
      },
      policy: { Type: 'AWS::IoT::Policy', Properties: policy },
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'SerialNumber' } } },
    },
  });

describe('RegisterThing over MQTT', () => {
  it('takes a token once', async () => {
    await createTemplate(account);
    const { certificateOwnershipToken: token } = await newCertificate();
    expect(await register(token)).toEqual({
      accepted: true,
      body: { thingName: 'SN-1', deviceConfiguration: { stage: 'test' } },
    });
    expect(await register(token)).toMatchObject({
      accepted: false,
      body: { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' },
    });
  });

  it('takes a token for an hour, after which nothing is left of its certificate', async () => {
    await createTemplate(account);
    const { certificateOwnershipToken: token, certificateId } = await newCertificate();
    pass(HOUR_MS);
    expect(await register(token)).toMatchObject({ body: { errorCode: 'InvalidCertificateOwnershipToken' } });
    const { DescribeCertificateCommand } = await import('@aws-sdk/client-iot');
    const iot = new IoTClient(account.client);
    await expect(
      iot.send(new DescribeCertificateCommand({ certificateId: String(certificateId) })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('says what AWS says of an empty token', async () => {
    await createTemplate(account);
    expect(await register('')).toEqual({
      accepted: false,
      body: {
        statusCode: 400,
        errorCode: 'InvalidCertificateOwnershipToken',
        errorMessage: 'Certificate ownership token cannot be empty.',
      },
    });
  });

  it.each([
    ['is not there', undefined, 'Template with name fleet does not exist.'],
    ['is disabled', { enabled: false }, 'Template fleet is not enabled.'],
    ['is for just-in-time provisioning', { type: 'JITP' }, 'Template fleet is not for fleet provisioning.'],
  ] as const)('is rejected when the template %s, and the token stays good', async (_case, template, errorMessage) => {
    if (template !== undefined) await createTemplate(account, template);
    await createTemplate(account, { templateName: 'good' });
    const { certificateOwnershipToken: token } = await newCertificate();
    const body = { statusCode: 400, errorCode: 'InvalidTemplate', errorMessage };
    expect(await register(token)).toEqual({ accepted: false, body });
    expect(await register('')).toEqual({ accepted: false, body });
    expect(await register(token, 'good')).toMatchObject({ accepted: true });
  });

  it('is rejected without a parameter that the template wants, and the token stays good', async () => {
    await createTemplate(account);
    const { certificateOwnershipToken } = await newCertificate();
    expect(await device.ask(provisionTopic('fleet'), { certificateOwnershipToken, parameters: {} })).toEqual({
      accepted: false,
      body: {
        statusCode: 400,
        errorCode: 'InvalidParameters',
        errorMessage: 'Cannot resolve reference value: SerialNumber',
      },
    });
    expect(await register(certificateOwnershipToken)).toMatchObject({ accepted: true });
  });

  it('is rejected in the words of the registry when that refuses, and the token stays good', async () => {
    await createTemplate(account, { templateBody: bodyWith({ PolicyName: 'Missing' }) });
    const iot = new IoTClient(account.client);
    const { certificateOwnershipToken: token } = await newCertificate();
    const { body } = await register(token);
    expect(body).toMatchObject({ statusCode: 400, errorCode: 'ProvisioningFailed' });
    expect(body['errorMessage']).toMatch(
      /^Register thing workflow execution terminates due to: Policy default version not found \(Service: AWSIot; Status Code: 400; Error Code: ResourceRegistrationFailureException; Request ID: [\da-f-]{36}; Proxy: null\)$/,
    );
    const policyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
    });
    await iot.send(new CreatePolicyCommand({ policyName: 'Missing', policyDocument }));
    expect(await register(token)).toMatchObject({ accepted: true });
  });

  it('is rejected without words when the role of the template may not do it', async () => {
    await createTemplate(account);
    const iam = new IAMClient(account.client);
    const RoleName = 'acme-provisioning-role';
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    for (const { PolicyArn } of AttachedPolicies) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    const { certificateOwnershipToken } = await newCertificate();
    expect(await register(certificateOwnershipToken)).toEqual({
      accepted: false,
      body: { statusCode: 403, errorCode: 'AccessDenied', errorMessage: 'Access Denied' },
    });
  });

  it('speaks CBOR as well', async () => {
    await createTemplate(account);
    const { certificateOwnershipToken } = await newCertificate();
    const base = `${provisionTopic('fleet')}/cbor`;
    await device.subscribe(`${base}/+`);
    const answer = device.next(`${base}/accepted`, `${base}/rejected`);
    const request = { certificateOwnershipToken, parameters: { SerialNumber: 'SN-1' } };
    device.publish(base, Buffer.from(cbor.serialize(request)));
    const { topic, payload } = await answer;
    expect(topic).toBe(`${base}/accepted`);
    expect(cbor.deserialize(payload)).toEqual({ thingName: 'SN-1', deviceConfiguration: { stage: 'test' } });
  });
});

describe('a claim of a trusted user', () => {
  it('is good for five minutes', async () => {
    await createTemplate(account);
    const { certificatePem, keyPair } = await new IoTClient(account.client).send(
      new CreateProvisioningClaimCommand({ templateName: 'fleet' }),
    );
    const identity = { certificatePem: certificatePem!, privateKeyPem: keyPair!.PrivateKey! };
    const endpoint = await account.mqtt();
    await using early = await TestDevice.connect(endpoint, identity, 'phone-1');
    const { csrPem } = await newCsr('SN-1');
    expect((await early!.ask(FROM_CSR, { certificateSigningRequest: csrPem })).accepted).toBe(true);
    pass(5 * 60_000);
    early!.publish(`${FROM_CSR}/json`, JSON.stringify({ certificateSigningRequest: csrPem }));
    await early!.ended();
    expect(await TestDevice.connect(endpoint, identity, 'phone-2')).toBeUndefined();
  });
});

describe('faults and quotas', () => {
  const order = (kind: Fault['kind']): Promise<void> =>
    account.addFault({ operation: 'CreateCertificateFromCsrMqtt', kind, times: 1 });

  it.each([
    ['throttle', { statusCode: 429, errorCode: 'ThrottlingException' }],
    ['error-500', { statusCode: 500 }],
    ['access-denied', { statusCode: 403 }],
  ] as const)('rejects once on %s', async (kind, body) => {
    await order(kind);
    expect(await newCertificate()).toMatchObject(body);
    expect(await newCertificate()).toHaveProperty('certificatePem');
  });

  it('carries out what it does not answer, and hangs up', async () => {
    await order('drop-after');
    const { csrPem } = await newCsr('SN-1');
    await device.subscribe(`${FROM_CSR}/json/+`);
    device.publish(`${FROM_CSR}/json`, JSON.stringify({ certificateSigningRequest: csrPem }));
    await device.ended();
    expect(device.messages).toEqual([]);
    expect(account.requests().at(-1)).toMatchObject({ operation: 'CreateCertificateFromCsrMqtt', status: 0 });
  });

  it('ends what hangs with the account', async () => {
    await order('hang');
    const { csrPem } = await newCsr('SN-1');
    device.publish(`${FROM_CSR}/json`, JSON.stringify({ certificateSigningRequest: csrPem }));
    await account.close();
    expect(account.requests().at(-1)?.operation).not.toBe('CreateCertificateFromCsr');
  });

  it('holds the account to a quota that was set', async () => {
    await using limited = await temporaryAccount({ settings: { csrPerSecond: 1 } });
    const identity = await registeredIdentity(limited, CLAIM_STATEMENTS);
    await using one = await TestDevice.connect(await limited.mqtt(), identity, 'device-1');
    const { csrPem } = await newCsr('SN-1');
    const base = `${FROM_CSR}/json`;
    await one!.subscribe(`${base}/+`);
    const [accepted, rejected] = [one!.next(`${base}/accepted`), one!.next(`${base}/rejected`)];
    for (let sent = 0; sent < 2; sent += 1) one!.publish(base, JSON.stringify({ certificateSigningRequest: csrPem }));
    await accepted;
    expect(JSON.parse((await rejected).payload.toString())).toMatchObject({ statusCode: 429 });
  });
});
