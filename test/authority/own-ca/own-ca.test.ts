import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fixedSecret, type OwnCaSecret, type SecretSource } from '../../../src/authority/secret-documents.ts';
import { AuthorityError } from '../../../src/authority/authority-error.ts';
import { ownCaAuthority } from '../../../src/authority/own-ca/own-ca.ts';
import { placeFromEnvironment } from '../../../src/authority/aws/aws-endpoint.ts';
import { readSecret } from '../../../src/authority/aws/read-secret.ts';
import { generateKey } from '../../../src/csr/build-certification-request.ts';
import { parseCertificate, verifyCertificateSignature } from '../../../src/csr/certificate.ts';
import { CA_KINDS, makeOwnCa } from '../../csr/own-ca.ts';
import { awsError, startAcmPcaStandIn, type Answer } from '../acm-pca/acm-pca-stand-in.ts';
import { deviceRequest, type DeviceRequest } from '../device-request.ts';
import { awkwardDevices, complaintsOfOpenssl } from './own-ca-devices.ts';
import { passingClock } from '../passing-clock.ts';

const REQUEST = await deviceRequest();
const DEVICES = await awkwardDevices();
const KEYS = await generateKey('ec-p256');
const ISSUER = await makeOwnCa(KEYS);
const config = { kind: 'secret', secretName: 'certprov/ca' } as const;

const pemOf = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const secretOf = (key: KeyObject): SecretSource<OwnCaSecret> => fixedSecret({ privateKeyPem: pemOf(key) });

const issueWith = (
  secret: SecretSource<OwnCaSecret>,
  { issuer = ISSUER, device = REQUEST }: { issuer?: typeof ISSUER; device?: DeviceRequest } = {},
) =>
  ownCaAuthority(config, issuer, secret).issueCertificate({
    ...device,
    validityDays: 30,
    deadline: Date.now() + 4_300,
  });

describe.each(CA_KINDS)('ownCaAuthority with a CA of %s', async (kind) => {
  const keys = await generateKey(kind);
  const issuer = await makeOwnCa(keys);
  const authority = ownCaAuthority(config, issuer, secretOf(keys.privateKey));
  const issued = await Promise.all(
    DEVICES.map(async (device) => {
      const request = { ...device, validityDays: 30, deadline: Date.now() + 60_000 };
      return { device, pem: (await authority.issueCertificate(request)).certificatePem };
    }),
  );

  it('issues what OpenSSL verifies strictly for every kind of key and subject', () => {
    const pems = issued.map(({ pem }) => pem);
    expect(complaintsOfOpenssl(issuer.pem, pems)).toBe('');
    expect(pems).toHaveLength(25);
  });

  it('signs the subject and key of the CSR with the key of the CA', () => {
    for (const { device, pem } of issued) {
      const certificate = parseCertificate(pem);
      expect(verifyCertificateSignature(certificate, issuer.publicKey)).toBe(true);
      expect(certificate.subject.der.equals(device.csr.subject.der)).toBe(true);
      expect(certificate.publicKey.spkiDer.equals(device.csr.publicKey.spkiDer)).toBe(true);
    }
  });
});

describe('ownCaAuthority', () => {
  it('knows its chain without reading the secret', async () => {
    const secret = { read: () => expect.unreachable(), forget: () => undefined };
    expect(await ownCaAuthority(config, ISSUER, secret).caChainPem()).toEqual([ISSUER.pem]);
  });

  it('reads the secret for the first device, and once', async () => {
    let reads = 0;
    const secret = {
      read: async () => ({ privateKeyPem: reads++ === 0 ? pemOf(KEYS.privateKey) : 'gone' }),
      forget: () => undefined,
    };
    const authority = ownCaAuthority(config, ISSUER, secret);
    expect(reads).toBe(0);
    for (let device = 0; device < 3; device++) {
      await authority.issueCertificate({ ...REQUEST, validityDays: 30, deadline: Date.now() + 4_300 });
    }
    expect(reads).toBe(1);
  });

  it.each([
    ['another key of the same kind', async () => (await generateKey('ec-p256')).privateKey],
    ['a key of another kind', async () => (await generateKey('rsa-2048')).privateKey],
    ['a key that signs in another way', async () => generateKeyPairSync('ed25519').privateKey],
  ])('refuses %s than that of the CA, and reads the secret again next time', async (_case, make) => {
    const secrets = [{ privateKeyPem: pemOf(await make()) }, { privateKeyPem: pemOf(KEYS.privateKey) }];
    let at = 0;
    const secret = {
      read: async () => secrets[at]!,
      forget: () => {
        at = 1;
      },
    };
    const authority = ownCaAuthority(config, ISSUER, secret);
    const issue = () => authority.issueCertificate({ ...REQUEST, validityDays: 30, deadline: Date.now() + 4_300 });
    await expect(issue()).rejects.toMatchObject({
      name: 'AuthorityAnswerInvalid',
      message: 'the key in the secret certprov/ca is not the one of the CA certificate "CN=Acme Device CA,O=Acme"',
    });
    expect(complaintsOfOpenssl(ISSUER.pem, [(await issue()).certificatePem])).toBe('');
  });

  it.each([
    ['nothing', {}],
    ['a number', { privateKeyPem: 7 }],
    ['a text', { privateKeyPem: 'k-3cr-e7' }],
    ['a certificate', { privateKeyPem: ISSUER.pem }],
    ['a key that is cut off', { privateKeyPem: pemOf(KEYS.privateKey).slice(0, 150) }],
    [
      'an encrypted key',
      {
        privateKeyPem: KEYS.privateKey
          .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
          .toString(),
      },
    ],
  ])('refuses a secret with %s, and shows nothing of it', async (_case, secret) => {
    const error: unknown = await issueWith(fixedSecret(secret as unknown as OwnCaSecret)).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error).toMatchObject({
      name: 'AuthorityAnswerInvalid',
      message: 'the secret certprov/ca does not hold a private key in PEM',
    });
    const words = JSON.stringify(secret).match(/[\w+/-]{8,}/g) ?? [];
    const shown = inspect(error, { depth: 9, showHidden: true });
    for (const word of words.filter((text) => !/^(privateKeyPem|-+|PRIVATE|BEGIN)$/.test(text))) {
      expect(shown).not.toContain(word);
    }
  });

  it.each([
    ['expired', { notAfter: new Date('2020-01-01') }],
    ['not valid yet', { notBefore: new Date('2100-01-01') }],
  ])('issues nothing when the certificate of the CA is %s', async (_case, dates) => {
    await expect(issueWith(secretOf(KEYS.privateKey), { issuer: { ...ISSUER, ...dates } })).rejects.toMatchObject({
      name: 'AuthorityNotActive',
    });
  });

  it('cannot be made for a CA whose signatures AWS IoT does not take', () => {
    const publicKey = { ...ISSUER.publicKey, algorithm: 'Ed25519', description: 'Ed25519' } as const;
    expect(() => ownCaAuthority(config, { ...ISSUER, publicKey }, secretOf(KEYS.privateKey))).toThrow('Ed25519');
  });
});

describe('ownCaAuthority with AWS Secrets Manager', () => {
  const good: Answer = {
    status: 200,
    body: { SecretString: JSON.stringify({ privateKeyPem: pemOf(KEYS.privateKey) }) },
  };

  async function secretsWith(answers: readonly Answer[]) {
    const server = await startAcmPcaStandIn({ 'secretsmanager.GetSecretValue': answers });
    const clock = passingClock();
    const env = {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: server.endpoint,
      AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
      AWS_SECRET_ACCESS_KEY: 'a-secret-that-no-log-may-hold',
    };
    const secret = readSecret<OwnCaSecret>(config.secretName, placeFromEnvironment(env), { env, clock });
    const authority = ownCaAuthority(config, ISSUER, secret, { clock });
    const issue = () => authority.issueCertificate({ ...REQUEST, validityDays: 30, deadline: clock.now() + 4_300 });
    return { ...server, issue };
  }

  it('asks for the secret by its name, once', async () => {
    await using secrets = await secretsWith([good]);
    const issued = [await secrets.issue(), await secrets.issue()];
    expect(
      complaintsOfOpenssl(
        ISSUER.pem,
        issued.map(({ certificatePem }) => certificatePem),
      ),
    ).toBe('');
    expect(secrets.requests.map(({ input }) => input)).toEqual([{ SecretId: 'certprov/ca' }]);
  });

  it.each([
    ['ResourceNotFoundException', 'AuthorityNotFound'],
    ['InvalidRequestException', 'AuthorityNotActive'],
    ['AccessDeniedException', 'AuthorityAccessDenied'],
    ['DecryptionFailure', 'AuthorityAccessDenied'],
  ])('passes on %s as %s, and asks again for the next device', async (awsCode, name) => {
    await using secrets = await secretsWith([awsError(awsCode, 'as AWS words it'), good]);
    await expect(secrets.issue()).rejects.toMatchObject({ name });
    expect(complaintsOfOpenssl(ISSUER.pem, [(await secrets.issue()).certificatePem])).toBe('');
  });
});

describe('placeFromEnvironment', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['us-east-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('knows that %s is in the partition %s', (region, partition) => {
    expect(placeFromEnvironment({ AWS_REGION: region })).toEqual({ region, partition });
  });
});
