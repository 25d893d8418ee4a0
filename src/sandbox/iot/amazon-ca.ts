import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { buildCertificate } from '../../csr/build-certificate.ts';
import { generateKey } from '../../csr/build-certification-request.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import { basicConstraints, keyUsage, subjectKeyIdentifier } from '../../csr/extensions.ts';
import { randomSerial } from '../../csr/tbs-certificate.ts';
import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';

/** What AWS-signed device certificates name as their issuer. */
export const AMAZON_NAME = encodeName([
  [{ type: 'OU', value: 'Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US' }],
]);

/** AWS's own device certificates end here. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
export const AMAZON_END = new Date('2049-12-31T23:59:59Z');

/** The stand-in for the CA that AWS IoT signs with; its key is made when first needed. */
export async function amazonCa(call: Call): Promise<{ readonly key: KeyObject; readonly spki: Buffer }> {
  let stored = await call.store.read((state) => regionOf(state, call.region).iot.amazonCa);
  if (stored === undefined) {
    const made = await makeAmazonCa(call.clock.now());
    stored = await call.store.change((state) => (regionOf(state, call.region).iot.amazonCa ??= made));
  }
  const key = createPrivateKey({ key: Buffer.from(stored.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return { key, spki: createPublicKey(key).export({ format: 'der', type: 'spki' }) };
}

async function makeAmazonCa(now: Date): Promise<{ privateKey: string; certificatePem: string }> {
  const { privateKey, publicKey } = await generateKey('rsa-2048');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const { pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: AMAZON_NAME,
      subject: AMAZON_NAME,
      spki,
      notBefore: now,
      notAfter: AMAZON_END,
      extensions: [basicConstraints({ ca: true }), subjectKeyIdentifier(spki), keyUsage(['keyCertSign', 'cRLSign'])],
      signatureAlgorithm: 'sha256WithRSA',
    },
    privateKey,
  );
  return { privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'), certificatePem: pem };
}
