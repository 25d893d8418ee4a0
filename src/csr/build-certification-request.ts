import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { assembleSigned } from './assemble-signed.ts';
import { encodeName } from './names/distinguished-name.ts';
import type { Extension } from './extensions.ts';
import { encodePem } from './pem.ts';
import { requestInformation } from './request-information.ts';
import { algorithmFor, signDer } from './sign-der.ts';

export type SampleKeyType = 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'ec-p256' | 'ec-p384' | 'ec-p521';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** Off the main thread, so that a spinner goes on turning. */
export function generateKey(type: SampleKeyType): Promise<KeyPair> {
  const [family, size = ''] = type.split('-');
  return family === 'rsa'
    ? generate('rsa', { modulusLength: Number(size) })
    : generate('ec', { namedCurve: size.toUpperCase().replace('P', 'P-') });
}

export interface CertificationRequestTemplate {
  /** DER Name. */
  readonly subject: Buffer;
  readonly privateKey: KeyObject;
  /** As node:crypto spells it; by default what suits the key. */
  readonly hash?: string;
  readonly extensions?: readonly Extension[];
}

/** RFC 2986 §4. */
export function buildCertificationRequest({
  subject,
  privateKey,
  hash,
  extensions = [],
}: CertificationRequestTemplate): { der: Buffer; pem: string } {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const information = requestInformation(subject, spki, extensions);
  const algorithm = algorithmFor(privateKey, hash);
  const der = assembleSigned(information, algorithm, signDer(algorithm, information, privateKey));
  return { der, pem: encodePem('CERTIFICATE REQUEST', der) };
}

/** A CSR with a key of its own, for trials; nobody keeps the key but the caller. */
export async function sampleCertificationRequest(
  type: SampleKeyType,
  commonName: string,
): Promise<{ csrPem: string; privateKey: KeyObject }> {
  const { privateKey } = await generateKey(type);
  const subject = encodeName([[{ type: 'CN', value: commonName }]]);
  return { csrPem: buildCertificationRequest({ subject, privateKey }).pem, privateKey };
}
