import { isIP } from 'node:net';
import { buildCertificate } from '../../csr/build-certificate.ts';
import { generateKey } from '../../csr/build-certification-request.ts';
import { CA_EXTENSIONS } from '../../csr/ca-extensions.ts';
import { contextPrimitive, sequence } from '../../csr/der/der-writer.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../csr/extensions.ts';
import { randomSerial } from '../../csr/tbs-certificate.ts';
import type { Store } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { decodeKey, encodeKey, spkiOf } from '../stored-key.ts';

/** A server's proof of who it is, as `node:tls` takes it. */
export interface EndpointCertificate {
  readonly key: string;
  readonly cert: string;
  /** Of the CA that vouches for it. */
  readonly caPem: string;
}

/** The CA stays with the account, so that whoever trusted it once still does. */
const ENDPOINT_CA = encodeName([[{ type: 'CN', value: 'certprov sandbox endpoint CA' }]]);
/** By the machine's clock and not the account's: clients verify it. */
const FROM = new Date('2020-01-01T00:00:00Z');
const TO = new Date('2049-12-31T23:59:59Z');

/** A certificate for the endpoint under all these names and addresses, the first of which is its subject. */
export async function endpointCertificate(
  names: readonly string[],
  store: Store,
  region: string,
): Promise<EndpointCertificate> {
  const ca = await endpointCa(store, region);
  const caKey = decodeKey(ca.privateKey);
  const { privateKey } = await generateKey('ec-p256');
  const spki = spkiOf(privateKey);
  const { pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: ENDPOINT_CA,
      subject: encodeName([[{ type: 'CN', value: names[0]! }]]),
      spki,
      notBefore: FROM,
      notAfter: TO,
      extensions: [
        authorityKeyIdentifier(spkiOf(caKey)),
        subjectKeyIdentifier(spki),
        basicConstraints({ ca: false }),
        keyUsage(['digitalSignature']),
        extendedKeyUsage(['serverAuth']),
        subjectAltName(sequence(...names.map(generalName))),
      ],
      signatureAlgorithm: 'ecdsaWithSHA256',
    },
    caKey,
  );
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem, caPem: ca.certificatePem };
}

/** RFC 5280 §4.2.1.6: dNSName and iPAddress. */
const generalName = (name: string): Buffer =>
  isIP(name) === 4
    ? contextPrimitive(7, Buffer.from(name.split('.').map(Number)))
    : contextPrimitive(2, Buffer.from(name));

async function endpointCa(store: Store, region: string): Promise<{ privateKey: string; certificatePem: string }> {
  const stored = await store.read((state) => regionOf(state, region).iot.endpointCa);
  if (stored !== undefined) return stored;
  const made = await makeEndpointCa();
  return await store.change((state) => ({ ...(regionOf(state, region).iot.endpointCa ??= made) }));
}

async function makeEndpointCa(): Promise<{ privateKey: string; certificatePem: string }> {
  const { privateKey } = await generateKey('ec-p256');
  const spki = spkiOf(privateKey);
  const { pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: ENDPOINT_CA,
      subject: ENDPOINT_CA,
      spki,
      notBefore: FROM,
      notAfter: TO,
      extensions: [...CA_EXTENSIONS, subjectKeyIdentifier(spki)],
      signatureAlgorithm: 'ecdsaWithSHA256',
    },
    privateKey,
  );
  return { privateKey: encodeKey(privateKey), certificatePem: pem };
}
