import type { CertificationRequest } from './certification-request.ts';
import { EXTENSION } from './extensions.ts';
import { malformedNames } from './names/general-names.ts';
import { hasBrokenHash } from './read-signature-algorithm.ts';
import { checkKey } from './keys/key-rules.ts';
import { nameFaults } from './names/name-faults.ts';

/** Why no CA is to certify a request: what the dry run fails, the signer does not sign, whatever CA stands behind it. */
interface RequestFault<Kind extends string = 'key' | 'hash' | 'algorithm' | 'signature' | 'names'> {
  readonly kind: Kind;
  readonly reason: string;
}

/** A known weakness, or a key that AWS IoT does not take. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
export function keyFault({ publicKey }: CertificationRequest): RequestFault<'key'> | undefined {
  const verdict = checkKey(publicKey);
  return verdict.ok ? undefined : { kind: 'key', reason: verdict.reason };
}

/** RFC 2986 §4.2: the signature proves that the sender holds the private key. */
export function proofFault(
  request: CertificationRequest,
): RequestFault<'hash' | 'algorithm' | 'signature'> | undefined {
  const { publicKey, signatureAlgorithm, signatureValid } = request;
  const { name, family } = signatureAlgorithm;
  if (hasBrokenHash(signatureAlgorithm))
    return { kind: 'hash', reason: `it is signed with ${name}, and that hash is broken: it proves nothing` };
  if (family === 'other') return { kind: 'algorithm', reason: `it is signed with an unknown algorithm (${name})` };
  if (signatureValid) return undefined;
  const reason =
    publicKey.problem === undefined || publicKey.key
      ? `its ${name} signature does not verify with the key in it`
      : `no signature proves anything for its key: ${publicKey.problem}`;
  return { kind: 'signature', reason };
}

/** Subject and subjectAltName go into the certificate byte for byte, and there OpenSSL or Go would stumble over them. */
export function nameFault({ subject, requestedExtensions }: CertificationRequest): RequestFault<'names'> | undefined {
  const faults = [
    ...nameFaults(subject).map((fault) => `in its subject, ${fault}`),
    ...requestedExtensions
      .filter(({ oid, value }) => oid === EXTENSION.subjectAltName && !isEmptyList(value))
      .flatMap(({ value }) => malformedNames(value) ?? []),
  ];
  return faults.length === 0 ? undefined : { kind: 'names', reason: faults.join('; ') };
}

/** A subjectAltName without a name: seen in the field, and nothing is copied of it. */
export const isEmptyList = (value: Buffer): boolean => value.length === 2 && value[0] === 0x30 && value[1] === 0;

/** All of them, the key first: "Ed25519 is not accepted" says more than "the signature cannot be verified". */
export const requestFaults = (request: CertificationRequest): readonly RequestFault[] =>
  [keyFault, proofFault, nameFault].flatMap((rule) => rule(request) ?? []);
