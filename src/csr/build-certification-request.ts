import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import {
  bits,
  constructed,
  octetString,
  oid,
  boolean,
  raw,
  sequence,
  setOf,
  smallInteger,
  toDer,
  type Asn1,
} from './der-writer.ts';
import { TAG } from './der-node.ts';
import { encodeName } from './distinguished-name.ts';
import type { Extension } from './extensions.ts';
import { encodePem } from './pem.ts';
import { algorithmFor, algorithmIdentifier, signDer } from './sign-der.ts';

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
  const attributes =
    extensions.length === 0 ? [] : [sequence(oid('1.2.840.113549.1.9.14'), setOf(encodeExtensions(extensions)))];
  const information = sequence(
    smallInteger(0),
    raw(subject),
    raw(spki),
    constructed(TAG.contextConstructed(0), attributes),
  );
  const algorithm = algorithmFor(privateKey, hash);
  const signature = signDer(algorithm, toDer(information), privateKey);
  const der = toDer(sequence(information, algorithmIdentifier(algorithm), bits(signature)));
  return { der, pem: encodePem('CERTIFICATE REQUEST', der) };
}

/** RFC 5280 §4.1: `critical` is left out when false. */
export function encodeExtensions(extensions: readonly Extension[]): Asn1 {
  return sequence(
    ...extensions.map(({ oid: dotted, critical, value }) =>
      sequence(oid(dotted), ...(critical ? [boolean(true)] : []), octetString(value)),
    ),
  );
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
