import { powerOfTwo } from './power-of-two.ts';

/** Odd primes below 752, the bound that public CAs use for trial division. */
const SMALL_PRIMES: readonly number[] = sievePrimes(752).slice(1);

function sievePrimes(limit: number): number[] {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 2; n < limit; n += 1) {
    if (composite[n]) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += n) composite[multiple] = 1;
  }
  return primes;
}

/** Beyond those, as far as one greatest common divisor finds them: a millisecond, and 65,537 is the last that counts. */
const LAST_PRIME_TRIED = 65_538;

export function smallFactor(modulus: bigint): number | undefined {
  if (modulus % 2n === 0n) return 2;
  const found = SMALL_PRIMES.find((prime) => modulus % BigInt(prime) === 0n);
  if (found !== undefined) return found;
  const common = greatestCommonDivisor(modulus, productOfPrimes() % modulus);
  return common === 1n ? undefined : sievePrimes(LAST_PRIME_TRIED).find((prime) => common % BigInt(prime) === 0n);
}

let knownProduct: bigint | undefined;

/** Made when the first RSA key comes, since it takes some milliseconds and most devices have EC keys. */
function productOfPrimes(): bigint {
  if (knownProduct !== undefined) return knownProduct;
  let factors = sievePrimes(LAST_PRIME_TRIED).slice(1).map(BigInt);
  while (factors.length > 1)
    factors = factors.flatMap((factor, index) => (index % 2 === 0 ? [factor * (factors[index + 1] ?? 1n)] : []));
  return (knownProduct = factors[0]!);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

const ROCA_GENERATOR = 65537;
/** The primes whose powers of 65537 leave something out; a modulus of the flawed library is among the powers for all. */
const ROCA_POWERS: readonly (readonly [prime: bigint, powers: ReadonlySet<number>])[] = sievePrimes(168)
  .slice(1)
  .map((prime) => [BigInt(prime), powersOf(ROCA_GENERATOR % prime, prime)] as const)
  .filter(([prime, powers]) => powers.size < Number(prime) - 1);

function powersOf(generator: number, prime: number): Set<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * generator) % prime) powers.add(power);
  return powers;
}

/** CVE-2017-15361: keys of a flawed smart-card library. @see https://crocs.fi.muni.cz/public/papers/rsa_ccs17 */
export const hasRocaFingerprint = (modulus: bigint): boolean =>
  ROCA_POWERS.every(([prime, powers]) => powers.has(Number(modulus % prime)));

/** As many rounds as Let's Encrypt does. @see https://fermatattack.secvuln.info/ */
const FERMAT_ROUNDS = 110;

/** Whether the two primes are so close to each other that Fermat's method finds them at once. */
export function hasCloseFactors(modulus: bigint): boolean {
  let a = squareRoot(modulus);
  if (a * a < modulus) a += 1n;
  let rest = a * a - modulus;
  for (let round = 0; round < FERMAT_ROUNDS; round += 1) {
    if (isSquare(rest)) return true;
    rest += 2n * a + 1n;
    a += 1n;
  }
  return false;
}

/** Squares have few residues; these two moduli turn away 98 of 100 other numbers before the costly root. */
const residues = (modulus: number): ReadonlySet<number> =>
  new Set(Array.from({ length: modulus }, (_, n) => (n * n) % modulus));
const RESIDUES_64 = residues(64);
const RESIDUES_45045 = residues(45045);

function isSquare(n: bigint): boolean {
  if (!RESIDUES_64.has(Number(n & 63n)) || !RESIDUES_45045.has(Number(n % 45045n))) return false;
  const root = squareRoot(n);
  return root * root === n;
}

/** Floor of the square root, by Newton's method from above. */
function squareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(16).length * 4) / 2 + 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** A larger one takes a signer longer than the answer may: 300 ms at 8,192 bits. */
const MAX_BITS_TRIED = 4096n;

/**
 * SP 800-89 §5.3.3: the modulus is composite, and no power of a prime. With n = p^k, 2^n leaves 2 modulo p, so that p
 * divides 2^n − 2; of a product of two large primes it shares a factor with that number by no chance worth the name.
 */
export function isPrimeOrPower(modulus: bigint): boolean {
  if (modulus >> MAX_BITS_TRIED > 0n) return false;
  const rest = (powerOfTwo(modulus) + modulus - 2n) % modulus;
  return rest === 0n || greatestCommonDivisor(modulus, rest) !== 1n;
}
