import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { CreateCertificateFromCsrCommand, CreateProvisioningClaimCommand, IoTClient } from '@aws-sdk/client-iot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, openAws } from '../../src/aws/open-aws.ts';
import { sampleCertificationRequest } from '../../src/csr/build-certification-request.ts';
import { temporaryAccount, type TemporaryAccount } from '../sandbox/temporary-account.ts';
import { json, jsonError, type SeenRequest, startCannedServer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';
import { PROVISIONING_ROLE, smallestBody } from '../sandbox/iot/smallest-body.ts';

let account: TemporaryAccount;
let aws: Aws;

beforeAll(async () => {
  account = await temporaryAccount();
  const { endpoint, region, credentials } = account;
  aws = await openAws({ sandbox: { endpoint, region, ...credentials }, pause: async () => undefined });
});

afterAll(async () => {
  aws.close();
  await account[Symbol.asyncDispose]();
});

const ROLE_ARN = PROVISIONING_ROLE;
const BODY = smallestBody({ SerialNumber: { Type: 'String' } });

describe('the adapters for devices against the sandbox account', () => {
  it('name the host that devices connect to', async () => {
    await expect(aws.reader.describeEndpoint()).resolves.toMatch(/^a\w+-ats\.iot\.us-east-1\.amazonaws\.com$/);
  });

  it('make a template, read all of it back and delete it, and know when there is none', async () => {
    const before = await account.snapshot();
    const { templateArn } = await aws.writer.createProvisioningTemplate({
      templateName: 'certprov-canary',
      description: 'a test',
      templateBody: BODY,
      provisioningRoleArn: ROLE_ARN,
      enabled: true,
      tags: { 'certprov:made-by': 'certprov' },
    });
    await expect(aws.reader.describeProvisioningTemplate('certprov-canary')).resolves.toEqual({
      templateName: 'certprov-canary',
      templateArn,
      enabled: true,
      type: 'FLEET_PROVISIONING',
      templateBody: BODY,
      provisioningRoleArn: ROLE_ARN,
      preProvisioningHookArn: undefined,
    });
    await expect(aws.reader.listTags(templateArn)).resolves.toEqual({ 'certprov:made-by': 'certprov' });
    await expect(aws.writer.deleteProvisioningTemplate('certprov-canary')).resolves.toBe(true);
    await expect(aws.writer.deleteProvisioningTemplate('certprov-canary')).resolves.toBe(false);
    await expect(aws.reader.describeProvisioningTemplate('certprov-canary')).resolves.toBeUndefined();
    expect(await account.snapshot()).toEqual(before);
  });

  it('describe a certificate, deactivate it, and delete it only then', async () => {
    const { endpoint, region, credentials } = account;
    const other = new IoTClient({ endpoint, region, credentials });
    const { csrPem } = await sampleCertificationRequest('ec-p256', 'device-1');
    const { certificateId = '', certificatePem } = await other.send(
      new CreateCertificateFromCsrCommand({ certificateSigningRequest: csrPem, setAsActive: true }),
    );
    await expect(aws.reader.describeCertificate(certificateId)).resolves.toMatchObject({
      certificateId,
      certificatePem,
      status: 'ACTIVE',
      certificateArn: expect.stringContaining(`:cert/${certificateId}`),
    });
    await expect(aws.writer.deleteCertificate(certificateId)).rejects.toMatchObject({ code: 'AWS_REFUSED' });
    await aws.writer.updateCertificateStatus(certificateId, 'INACTIVE');
    await expect(aws.writer.deleteCertificate(certificateId)).resolves.toBe(true);
    await expect(aws.writer.deleteCertificate(certificateId)).resolves.toBe(false);
    await expect(aws.reader.describeCertificate(certificateId)).resolves.toBeUndefined();
  });
});

describe('a provisioning claim', () => {
  const keyPem = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  const claim = {
    certificateId: 'ab'.repeat(32),
    certificatePem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    keyPair: { PublicKey: 'public', PrivateKey: keyPem },
    expiration: 1_763_769_900,
  };
  const secretParts = keyPem
    .split('\n')
    .slice(1, -2)
    .flatMap((line) => line.match(/.{12}/g) ?? []);

  it('is asked for by the name of its template', async () => {
    await using server = await startCannedServer((request: SeenRequest) =>
      request.path === '/provisioning-templates/acme-sensors/provisioning-claim' && request.method === 'POST'
        ? json(200, claim)
        : jsonError(404, 'ResourceNotFoundException', 'no'),
    );
    const canned = await openCanned(server);
    await expect(canned.writer.createProvisioningClaim('acme-sensors')).resolves.toEqual({
      certificateId: claim.certificateId,
      certificatePem: claim.certificatePem,
      privateKeyPem: keyPem,
      expiration: new Date(1_763_769_900_000),
    });
  });

  it('cannot be made by a client that may only read', async () => {
    await using server = await startCannedServer(json(200, claim));
    const canned = await openCanned(server);
    expect(Object.keys(canned.reader)).not.toContain('createProvisioningClaim');
    // What the guard goes by is the command's name.
    expect(CreateProvisioningClaimCommand.name).not.toMatch(/^(Get|List|Describe|Simulate)/);
  });

  it.each([
    ['cut off', JSON.stringify(claim).slice(0, -30)],
    ['spoilt behind the key', `${JSON.stringify(claim).slice(0, -2)}]]`],
    ['spoilt in the key', JSON.stringify(claim).replace('PRIVATE KEY-----\\n', 'PRIVATE KEY-----\\n\u0000')],
  ])('leaves nothing of its key in an error when the answer is %s', async (_how, body) => {
    await using server = await startCannedServer({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body,
    });
    const canned = await openCanned(server);
    const error: unknown = await canned.writer.createProvisioningClaim('acme-sensors').catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'CertprovError' });
    const shown = inspect(error, { depth: 20, showHidden: true });
    expect(secretParts.length).toBeGreaterThan(5);
    expect(secretParts.filter((part) => shown.includes(part))).toEqual([]);
  });
});
