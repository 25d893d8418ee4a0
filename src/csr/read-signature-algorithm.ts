import { DerError } from './der/der-error.ts';
import { expectTag, readElements, readOid, readSmallInteger } from './der/der-fields.ts';
import { TAG, type DerNode } from './der/der-node.ts';
import { expectAbsentOrNull } from './keys/public-key.ts';

export interface SignatureAlgorithm {
  readonly oid: string;
  /** As RFCs and `openssl` spell it, e.g. `ecdsa-with-SHA256`. */
  readonly name: string;
  /** As node:crypto spells it; undefined when the algorithm has none of its own (EdDSA) or is unknown. */
  readonly hash: string | undefined;
  readonly family: 'RSA' | 'RSA-PSS' | 'ECDSA' | 'EdDSA' | 'DSA' | 'other';
  /** @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
  readonly acceptedByAwsIot: boolean;
  /** RSA-PSS only; the hash of the mask may be another one than that of the message (RFC 4055 §3.1). */
  readonly saltLength?: number;
  readonly maskHash?: string | undefined;
  /** RFC 4055 §5 wants NULL with RSA, RFC 5758 §3 nothing with ECDSA and DSA; the other way is read all the same. */
  readonly hasUnusualParameters?: boolean;
  /** The encoded AlgorithmIdentifier: a certificate holds it twice, and both must be the same. */
  readonly der: Buffer;
}

type Row = readonly [
  name: string,
  hash: string | undefined,
  family: SignatureAlgorithm['family'],
  accepted?: 'accepted',
];

const RSA = '1.2.840.113549.1.1';
const ECDSA = '1.2.840.10045.4';
const NIST = '2.16.840.1.101.3.4.3';

const ALGORITHMS: Readonly<Record<string, Row>> = {
  [`${RSA}.2`]: ['md2WithRSAEncryption', 'md2', 'RSA'],
  [`${RSA}.3`]: ['md4WithRSAEncryption', 'md4', 'RSA'],
  [`${RSA}.4`]: ['md5WithRSAEncryption', 'md5', 'RSA'],
  [`${RSA}.5`]: ['sha1WithRSAEncryption', 'sha1', 'RSA'],
  '1.3.14.3.2.29': ['sha1WithRSA', 'sha1', 'RSA'],
  [`${RSA}.14`]: ['sha224WithRSAEncryption', 'sha224', 'RSA'],
  [`${RSA}.11`]: ['sha256WithRSAEncryption', 'sha256', 'RSA', 'accepted'],
  [`${RSA}.12`]: ['sha384WithRSAEncryption', 'sha384', 'RSA', 'accepted'],
  [`${RSA}.13`]: ['sha512WithRSAEncryption', 'sha512', 'RSA', 'accepted'],
  [`${RSA}.15`]: ['sha512-224WithRSAEncryption', 'sha512-224', 'RSA'],
  [`${RSA}.16`]: ['sha512-256WithRSAEncryption', 'sha512-256', 'RSA'],
  '1.3.36.3.3.1.2': ['ripemd160WithRSA', 'ripemd160', 'RSA'],
  [`${NIST}.14`]: ['RSA-SHA3-256', 'sha3-256', 'RSA'],
  [`${NIST}.15`]: ['RSA-SHA3-384', 'sha3-384', 'RSA'],
  [`${NIST}.16`]: ['RSA-SHA3-512', 'sha3-512', 'RSA'],
  [`${ECDSA}.1`]: ['ecdsa-with-SHA1', 'sha1', 'ECDSA'],
  [`${ECDSA}.3.1`]: ['ecdsa-with-SHA224', 'sha224', 'ECDSA'],
  [`${ECDSA}.3.2`]: ['ecdsa-with-SHA256', 'sha256', 'ECDSA', 'accepted'],
  [`${ECDSA}.3.3`]: ['ecdsa-with-SHA384', 'sha384', 'ECDSA', 'accepted'],
  [`${ECDSA}.3.4`]: ['ecdsa-with-SHA512', 'sha512', 'ECDSA', 'accepted'],
  [`${NIST}.10`]: ['ecdsa-with-SHA3-256', 'sha3-256', 'ECDSA'],
  [`${NIST}.11`]: ['ecdsa-with-SHA3-384', 'sha3-384', 'ECDSA'],
  [`${NIST}.12`]: ['ecdsa-with-SHA3-512', 'sha3-512', 'ECDSA'],
  '1.2.840.10040.4.3': ['dsa-with-SHA1', 'sha1', 'DSA'],
  [`${NIST}.1`]: ['dsa-with-SHA224', 'sha224', 'DSA'],
  [`${NIST}.2`]: ['dsa-with-SHA256', 'sha256', 'DSA', 'accepted'],
  [`${NIST}.3`]: ['dsa-with-SHA384', 'sha384', 'DSA'],
  [`${NIST}.4`]: ['dsa-with-SHA512', 'sha512', 'DSA'],
  '1.3.101.112': ['Ed25519', undefined, 'EdDSA'],
  '1.3.101.113': ['Ed448', undefined, 'EdDSA'],
};

const PSS = `${RSA}.10`;

/** RFC 4055 and 5758: parameters are absent or NULL, except for RSASSA-PSS, where they carry the meaning. */
export function readSignatureAlgorithm(node: DerNode | undefined): SignatureAlgorithm {
  const { der } = expectTag(node, TAG.sequence, 'signatureAlgorithm');
  const [type, parameters] = readElements(node, 'signatureAlgorithm', [1, 2]);
  const oid = readOid(type, 'signatureAlgorithm');
  if (oid === PSS) return { oid, der, family: 'RSA-PSS', ...readPssParameters(parameters) };
  const row = ALGORITHMS[oid];
  if (!row) return { oid, der, name: oid, hash: undefined, family: 'other', acceptedByAwsIot: false };
  expectAbsentOrNull(parameters, 'the parameters of signatureAlgorithm');
  const [name, hash, family, accepted] = row;
  const hasUnusualParameters = (family === 'RSA') === (parameters === undefined);
  return { oid, der, name, hash, family, acceptedByAwsIot: accepted === 'accepted', hasUnusualParameters };
}

const MGF1 = `${RSA}.8`;
const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** RFC 4055 §3.1. AWS IoT's list names one hash for both. */
function readPssParameters(
  node: DerNode | undefined,
): Pick<SignatureAlgorithm, 'name' | 'hash' | 'maskHash' | 'saltLength' | 'acceptedByAwsIot'> {
  if (!node) return { name: 'rsassaPss', hash: undefined, acceptedByAwsIot: false };
  const fields = readElements(node, 'RSASSA-PSS-params', [0, 4]);
  const numbers = fields.map(({ identifier }) => identifier - TAG.contextConstructed(0));
  if (numbers.some((number, index) => number < 0 || number > 3 || number <= (numbers[index - 1] ?? -1))) {
    throw new DerError('RSASSA-PSS-params has an unknown member');
  }
  const field = (number: number): DerNode | undefined => {
    const explicit = fields.find(({ identifier }) => identifier === TAG.contextConstructed(number));
    return explicit && readElements(explicit, 'a member of RSASSA-PSS-params', [1, 1], explicit.identifier)[0];
  };
  const [hashNode, maskNode, saltNode, trailerNode] = [field(0), field(1), field(2), field(3)];
  const hash = hashNode ? readHash(hashNode) : 'sha1';
  const maskHash = maskNode ? readMask(maskNode) : 'sha1';
  const saltLength = saltNode ? readSmallInteger(saltNode, 'saltLength') : 20;
  if (trailerNode && readSmallInteger(trailerNode, 'trailerField') !== 1) throw new DerError('trailerField is not 1');
  if (hash === undefined || maskHash === undefined)
    return { name: 'rsassaPss', hash: undefined, saltLength, acceptedByAwsIot: false };
  const isOne = hash === maskHash;
  return {
    name: `rsassaPss with ${hash.toUpperCase()}${isOne ? '' : ` and a mask of ${maskHash.toUpperCase()}`}`,
    hash,
    maskHash,
    saltLength,
    acceptedByAwsIot: isOne && ['sha256', 'sha384', 'sha512'].includes(hash),
  };
}

function readHash(node: DerNode | undefined): string | undefined {
  const [type, parameters] = readElements(node, 'a hash algorithm', [1, 2]);
  expectAbsentOrNull(parameters, 'the parameters of a hash algorithm');
  return HASHES[readOid(type, 'a hash algorithm')];
}

function readMask(node: DerNode): string | undefined {
  const [type, parameters] = readElements(node, 'maskGenAlgorithm', [2, 2]);
  return readOid(type, 'maskGenAlgorithm') === MGF1 ? readHash(parameters) : undefined;
}

const BROKEN_HASHES = ['md2', 'md4', 'md5'];

/** Whether a signature of this kind is taken for no proof at all. SHA-1 is not among them: devices in the field use it. */
export const hasBrokenHash = ({ hash }: SignatureAlgorithm): boolean =>
  hash !== undefined && BROKEN_HASHES.includes(hash);
