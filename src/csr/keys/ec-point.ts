import { modularPower } from './modular-power.ts';

/** NIST SP 800-186 §3.2.1, y² = x³ − 3x + b over the integers modulo p; all three p are 3 modulo 4. */
interface PrimeCurve {
  readonly p: bigint;
  readonly b: bigint;
  readonly octets: number;
}

const CURVES: Readonly<Record<string, PrimeCurve>> = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    octets: 32,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    octets: 48,
  },
  'P-521': {
    p: 2n ** 521n - 1n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    octets: 66,
  },
};

type EcPoint =
  | { readonly form: 'uncompressed' | 'compressed'; readonly x: Buffer; readonly y: Buffer }
  | { readonly form: 'none'; readonly problem: string };

/**
 * A point of P-256, P-384 or P-521 out of its octets (SEC 1 §2.3.4), checked here before any library sees it: OpenSSL
 * takes the point at infinity for a key, and Node ends the process when it is asked about that one.
 */
export function readEcPoint(curve: string, point: Buffer): EcPoint {
  const { p, b, octets } = CURVES[curve]!;
  const formProblem = pointFormProblem(point, octets);
  if (formProblem !== undefined) return { form: 'none', problem: formProblem };
  const x = point.subarray(1, 1 + octets);
  const abscissa = toNumber(x);
  const off = { form: 'none', problem: `its point is not on the curve ${curve}` } as const;
  if (abscissa >= p) return off;
  const square = ((((abscissa * abscissa - 3n) * abscissa + b) % p) + p) % p;
  if (point[0] === UNCOMPRESSED) {
    const y = point.subarray(1 + octets);
    const ordinate = toNumber(y);
    return ordinate < p && (ordinate * ordinate) % p === square ? { form: 'uncompressed', x, y } : off;
  }
  const root = modularPower(square, (p + 1n) / 4n, p);
  if ((root * root) % p !== square) return off;
  const ordinate = (root & 1n) === BigInt(point[0]! & 1) ? root : p - root;
  return { form: 'compressed', x, y: Buffer.from(ordinate.toString(16).padStart(2 * octets, '0'), 'hex') };
}

export const isNistCurve = (curve: string): boolean => Object.hasOwn(CURVES, curve);

const UNCOMPRESSED = 0x04;

/** RFC 5480 §2.2: uncompressed or compressed; the hybrid form must not be used. `octets`: of one coordinate. */
export function pointFormProblem(point: Buffer, octets: number): string | undefined {
  const [form] = point;
  if (form === 0x00) return "its point is the point at infinity, which is nobody's key";
  if (form === 0x06 || form === 0x07) return 'its point is in the hybrid form, which RFC 5480 forbids';
  if (form !== UNCOMPRESSED && form !== 0x02 && form !== 0x03) return 'its point has no form that is known';
  const expected = form === UNCOMPRESSED ? 1 + 2 * octets : 1 + octets;
  return point.length === expected ? undefined : `its point has ${point.length} octets instead of ${expected}`;
}

const toNumber = (octets: Buffer): bigint => BigInt(`0x${octets.toString('hex')}`);
