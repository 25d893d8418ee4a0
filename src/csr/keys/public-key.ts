import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { DerError } from '../der/der-error.ts';
import { isNistCurve, pointFormProblem, readEcPoint } from './ec-point.ts';
import { expectTag, readElements, readOctetAlignedBits, readOid, readUnsigned } from '../der/der-fields.ts';
import { readDer, TAG, type DerNode } from '../der/der-node.ts';

export interface SubjectPublicKey {
  readonly spkiDer: Buffer;
  /** Undefined when the crypto library of Node cannot load it, or must not see it: see `problem`. */
  readonly key: KeyObject | undefined;
  /** What is wrong with an EC key, found in its octets. */
  readonly problem?: string;
  /** Of an EC key (RFC 5480 §2.2); Go and Java do not read the compressed one. */
  readonly pointForm?: 'uncompressed' | 'compressed';
  readonly algorithm: 'RSA' | 'RSA-PSS' | 'EC' | 'Ed25519' | 'Ed448' | 'DSA' | 'other';
  readonly bits: number | undefined;
  /** NIST's name where it has one; undefined for curves given by their parameters. */
  readonly curve: string | undefined;
  /** `RSA 2048`, `EC P-256`, `Ed25519` … */
  readonly description: string;
  readonly oid: string;
  readonly modulus?: bigint;
  readonly publicExponent?: bigint;
}

type Particulars = Pick<SubjectPublicKey, 'algorithm' | 'bits' | 'curve' | 'description'> &
  Partial<Pick<SubjectPublicKey, 'modulus' | 'publicExponent' | 'problem' | 'pointForm'>> & {
    /** RFC 7518 §6.2 and §6.3. */
    readonly jwk?: JsonWebKey | undefined;
    /** OpenSSL copes with the problem: a signature by such a key can be verified. */
    readonly isHarmless?: boolean;
  };

/** RFC 5280 §4.1.2.7 with the algorithm identifiers of RFC 8017, 5480 and 8410. */
export function readPublicKey(node: DerNode | undefined): SubjectPublicKey {
  const { der: spkiDer } = expectTag(node, TAG.sequence, 'subjectPublicKeyInfo');
  const [algorithm, bits] = readElements(node, 'subjectPublicKeyInfo', [2, 2]);
  const [type, parameters] = readElements(algorithm, 'the algorithm of the public key', [1, 2]);
  const oid = readOid(type, 'the algorithm of the public key');
  const keyBytes = readOctetAlignedBits(bits, 'subjectPublicKey');
  const { jwk, isHarmless = false, ...particulars } = readParticulars(oid, parameters, keyBytes);
  const isLoadable = particulars.algorithm !== 'other' && (particulars.problem === undefined || isHarmless);
  return { spkiDer, key: isLoadable ? loadKey(spkiDer, jwk) : undefined, oid, ...particulars };
}

/** As a JWK where it can be one: OpenSSL 3 takes up to 30 times as long to find out what a SubjectPublicKeyInfo holds. */
function loadKey(spkiDer: Buffer, jwk: JsonWebKey | undefined): KeyObject | undefined {
  try {
    return jwk
      ? createPublicKey({ key: jwk, format: 'jwk' })
      : createPublicKey({ key: spkiDer, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** NIST SP 800-186 names; bits of the field. */
const CURVES: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  '1.2.840.10045.3.1.7': ['P-256', 256],
  '1.3.132.0.34': ['P-384', 384],
  '1.3.132.0.35': ['P-521', 521],
  '1.2.840.10045.3.1.1': ['P-192', 192],
  '1.3.132.0.33': ['P-224', 224],
  '1.3.132.0.10': ['secp256k1', 256],
  '1.3.36.3.3.2.8.1.1.7': ['brainpoolP256r1', 256],
  '1.3.36.3.3.2.8.1.1.11': ['brainpoolP384r1', 384],
  '1.3.36.3.3.2.8.1.1.13': ['brainpoolP512r1', 512],
  '1.2.156.10197.1.301': ['SM2', 256],
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  '1.3.132.1.12': 'id-ecDH',
  '1.3.132.1.13': 'id-ecMQV',
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.2.840.113549.1.3.1': 'Diffie-Hellman',
  '2.16.840.1.101.3.4.3.17': 'ML-DSA-44',
  '2.16.840.1.101.3.4.3.18': 'ML-DSA-65',
  '2.16.840.1.101.3.4.3.19': 'ML-DSA-87',
  '1.2.643.2.2.19': 'GOST R 34.10-2001',
  '1.2.643.2.2.20': 'GOST R 34.10-94',
  '1.2.643.7.1.1.1.1': 'GOST R 34.10-2012',
};

function readParticulars(oid: string, parameters: DerNode | undefined, keyBytes: Buffer): Particulars {
  switch (oid) {
    case '1.2.840.113549.1.1.1':
      expectAbsentOrNull(parameters, 'the parameters of the RSA key');
      return readRsa('RSA', keyBytes);
    case '1.2.840.113549.1.1.10':
      return readRsa('RSA-PSS', keyBytes);
    case '1.2.840.10045.2.1':
      return readEc(parameters, keyBytes);
    case '1.3.101.112':
      return { algorithm: 'Ed25519', bits: 256, curve: undefined, description: 'Ed25519' };
    case '1.3.101.113':
      return { algorithm: 'Ed448', bits: 456, curve: undefined, description: 'Ed448' };
    case '1.2.840.10040.4.1':
      return readDsa(parameters);
    default:
      return {
        algorithm: 'other',
        bits: undefined,
        curve: undefined,
        description: OTHER_NAMES[oid] ?? `key type ${oid}`,
      };
  }
}

export function expectAbsentOrNull(parameters: DerNode | undefined, field: string): void {
  if (parameters === undefined) return;
  if (expectTag(parameters, TAG.null, field).content.length > 0) throw new DerError(`${field} is a NULL with content`);
}

function readRsa(algorithm: 'RSA' | 'RSA-PSS', keyBytes: Buffer): Particulars {
  const [n, e] = readElements(readDer(keyBytes), 'RSAPublicKey', [2, 2]);
  const modulus = readUnsigned(n, 'the RSA modulus');
  const publicExponent = readUnsigned(e, 'the RSA exponent');
  const bits = modulus === 0n ? 0 : modulus.toString(2).length;
  const jwk =
    algorithm === 'RSA' && n && e
      ? { kty: 'RSA', n: n.content.toString('base64url'), e: e.content.toString('base64url') }
      : undefined;
  return { algorithm, bits, curve: undefined, description: `${algorithm} ${bits}`, modulus, publicExponent, jwk };
}

/** RFC 5480 §2.1.1: certificates name the curve; explicit parameters are forbidden (CVE-2020-0601). */
function readEc(parameters: DerNode | undefined, point: Buffer): Particulars {
  const unnamed = { algorithm: 'EC', bits: undefined, curve: undefined } as const;
  if (parameters?.identifier === TAG.sequence) {
    const problem = 'it gives its curve by parameters instead of by name, which RFC 5480 forbids';
    return { ...unnamed, description: 'EC with explicit curve parameters', problem, isHarmless: point[0] === 0x04 };
  }
  if (parameters?.identifier !== TAG.oid)
    return { ...unnamed, description: 'EC without a curve', problem: 'it does not name its curve' };
  const oid = readOid(parameters, 'the curve');
  const [curve, bits] = CURVES[oid] ?? [oid, undefined];
  const known = { algorithm: 'EC', bits, curve, description: `EC ${curve}` } as const;
  if (bits === undefined) return { ...known, problem: 'its curve is unknown' };
  if (!isNistCurve(curve)) {
    const problem = pointFormProblem(point, Math.ceil(bits / 8));
    return problem === undefined ? known : { ...known, problem };
  }
  const read = readEcPoint(curve, point);
  if (read.form === 'none') return { ...known, problem: read.problem };
  const jwk = { kty: 'EC', crv: curve, x: read.x.toString('base64url'), y: read.y.toString('base64url') };
  return { ...known, pointForm: read.form, jwk };
}

function readDsa(parameters: DerNode | undefined): Particulars {
  const p = parameters?.identifier === TAG.sequence ? parameters.children[0] : undefined;
  const bits = p?.identifier === TAG.integer ? readUnsigned(p, 'the DSA prime').toString(2).length : undefined;
  return { algorithm: 'DSA', bits, curve: undefined, description: bits === undefined ? 'DSA' : `DSA ${bits}` };
}
