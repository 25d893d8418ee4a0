import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CA_EXTENSIONS } from './ca-extensions.ts';
import { parseCertificationRequest, type CertificationRequest } from './certification-request.ts';
import { TAG } from './der/der-node.ts';
import { constructed, oid, sequence, setOf, smallInteger } from './der/der-writer.ts';
import { encodeExtensions, type Extension } from './extensions.ts';
import { keyError } from './keys/key-error.ts';
import { encodeName } from './names/distinguished-name.ts';
import { encodePem } from './pem.ts';
import { algorithmFor, type SignBytes, signDer } from './sign-der.ts';
import { caSigningAlgorithm } from './signing-algorithm-of-key.ts';
import { assembleSigned } from './tbs-certificate.ts';

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

interface CertificationRequestTemplate {
  /** DER Name. */
  readonly subject: Buffer;
  readonly privateKey: KeyObject;
  /** As node:crypto spells it; by default what suits the key. */
  readonly hash?: string;
  readonly extensions?: readonly Extension[];
}

/** RFC 2985 §5.4.2. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** The part of a request that is signed (RFC 2986 §4.1), from a DER Name and a DER SubjectPublicKeyInfo. */
function requestInformation(subject: Buffer, spki: Buffer, extensions: readonly Extension[]): Buffer {
  const attributes =
    extensions.length === 0 ? [] : [sequence(oid(EXTENSION_REQUEST), setOf(encodeExtensions(extensions)))];
  return sequence(smallInteger(0), subject, spki, constructed(TAG.contextConstructed(0), attributes));
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

interface CaRequestTemplate {
  /** DER Name. */
  readonly subject: Buffer;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
}

/** The request with which a corporate root is asked for a subordinate CA; what it asks for, the root decides. */
export async function buildCaRequest(
  { subject, spki }: CaRequestTemplate,
  sign: SignBytes,
): Promise<CertificationRequest> {
  const signatureAlgorithm = caSigningAlgorithm(spki);
  const information = requestInformation(subject, spki, CA_EXTENSIONS);
  const request = parseCertificationRequest(assembleSigned(information, signatureAlgorithm, await sign(information)));
  if (request.signatureValid) return request;
  throw keyError(
    'KEY_REFUSED',
    'the request is not signed by the key that it is for',
    'check that the public key and the key that signs are the two halves of one',
  );
}
