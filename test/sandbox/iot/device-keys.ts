import { createPublicKey, type KeyObject } from 'node:crypto';
import { buildCertificate } from '../../../src/csr/build-certificate.ts';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { basicConstraints } from '../../../src/csr/extensions.ts';
import { randomSerial } from '../../../src/csr/tbs-certificate.ts';

const DAY_MS = 24 * 3600 * 1000;

export const nameOf = (commonName: string): Buffer =>
  encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: commonName }]]);

export async function csrOf(commonName: string): Promise<string> {
  const { privateKey } = await generateKey('ec-p256');
  return buildCertificationRequest({ subject: nameOf(commonName), privateKey }).pem;
}

export interface TestCa {
  readonly pem: string;
  issue(commonName: string, options?: { readonly validDays?: number }): Promise<string>;
  /** With the key, for a device that connects. */
  identity(commonName: string): Promise<{ readonly certificatePem: string; readonly privateKeyPem: string }>;
}

/** A CA of the test's own, with a key that lives as long as the test. */
export async function testCa(commonName: string): Promise<TestCa> {
  const { privateKey } = await generateKey('ec-p256');
  const sign = (subject: Buffer, key: KeyObject, { isCa = false, validDays = 365 } = {}): string =>
    buildCertificate(
      {
        serial: randomSerial(),
        issuer: nameOf(commonName),
        subject,
        spki: createPublicKey(key).export({ format: 'der', type: 'spki' }),
        notBefore: new Date(Date.now() - 10 * DAY_MS),
        notAfter: new Date(Date.now() + validDays * DAY_MS),
        extensions: [basicConstraints({ ca: isCa })],
        signatureAlgorithm: 'ecdsaWithSHA256',
      },
      privateKey,
    ).pem;
  return {
    pem: sign(nameOf(commonName), privateKey, { isCa: true }),
    issue: async (name, options) => sign(nameOf(name), (await generateKey('ec-p256')).privateKey, options),
    async identity(name) {
      const device = (await generateKey('ec-p256')).privateKey;
      const privateKeyPem = device.export({ type: 'pkcs8', format: 'pem' }).toString();
      return { certificatePem: sign(nameOf(name), device), privateKeyPem };
    },
  };
}
