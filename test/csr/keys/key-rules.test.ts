import { createPublicKey, generateKeyPairSync, generatePrimeSync, checkPrimeSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DerError } from '../../../src/csr/der/der-error.ts';
import { readDer } from '../../../src/csr/der/der-node.ts';
import { checkKey } from '../../../src/csr/keys/key-rules.ts';
import { readPublicKey } from '../../../src/csr/keys/public-key.ts';
import { spkiOf } from '../issuing.ts';
import { elementsOf, tlv } from '../tlv.ts';

const read = (spki: Buffer) => readPublicKey(readDer(spki));
const generated = ({ publicKey }: { readonly publicKey: KeyObject }) =>
  read(publicKey.export({ format: 'der', type: 'spki' }));
const base64url = (value: bigint): string => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
};
const rsa = (n: bigint, e = 65537n) =>
  read(
    createPublicKey({ key: { kty: 'RSA', n: base64url(n), e: base64url(e) }, format: 'jwk' }).export({
      format: 'der',
      type: 'spki',
    }),
  );
const nextPrime = (from: bigint): bigint => {
  let candidate = from + 2n;
  while (!checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
};
const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });
const oddMultipleOf = (factor: bigint): bigint => {
  for (;;) {
    const n = factor * prime(2048 - factor.toString(2).length + 1);
    if (n.toString(2).length >= 2048) return n;
  }
};
const modulus = (bits: number): bigint => {
  for (;;) {
    const n = prime(bits / 2) * prime(bits / 2);
    if (n.toString(2).length === bits) return n;
  }
};

describe('checkKey accepts', () => {
  it.each([
    ['RSA 2048', () => generated(generateKeyPairSync('rsa', { modulusLength: 2048 }))],
    ['RSA 2048', () => generated(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }))],
    ['RSA 4096', () => rsa(modulus(4096))],
    ['RSA-PSS 2048', () => generated(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }))],
    ['EC P-256', () => generated(generateKeyPairSync('ec', { namedCurve: 'P-256' }))],
    ['EC P-384', () => generated(generateKeyPairSync('ec', { namedCurve: 'P-384' }))],
    ['EC P-521', () => generated(generateKeyPairSync('ec', { namedCurve: 'P-521' }))],
  ])('%s', (description, make) => {
    const key = make();
    expect(key.description).toBe(description);
    expect(checkKey(key)).toEqual({ ok: true });
  });

  it('keys of sizes between the usual ones', () => {
    expect(checkKey(rsa(modulus(2050)))).toEqual({ ok: true });
  });
});

describe('checkKey refuses', () => {
  /** The product of the primes up to 167: the flawed library chose its primes as k·M + 65537^a mod M. */
  const M = Array.from({ length: 166 }, (_, index) => BigInt(index + 2))
    .filter((n) => checkPrimeSync(n))
    .reduce((product, n) => product * n, 1n);
  const rocaPrime = (): bigint => {
    for (let k = prime(1024) / M; ; k += 1n) {
      const candidate = k * M + (65537n ** 1234n % M);
      if (checkPrimeSync(candidate)) return candidate;
    }
  };
  const close = prime(1024);

  it.each([
    ['RSA 1024', () => generated(generateKeyPairSync('rsa', { modulusLength: 1024 })), /1024 bits: AWS IoT takes/],
    ['RSA 2047', () => rsa(modulus(2048) >> 1n), /2047 bits/],
    ['RSA 16384', () => rsa((1n << 16383n) + 1n), /16384 bits/],
    ['an exponent of 1', () => rsa(modulus(2048), 1n), /exponent/],
    ['an even exponent', () => rsa(modulus(2048), 65536n), /exponent/],
    ['an exponent of 65 bits', () => rsa(modulus(2048), (1n << 64n) + 1n), /exponent/],
    ['an even modulus', () => rsa(1n << 2047n), /divisible by 2/],
    ['a small factor', () => rsa(751n * ((1n << 2047n) / 751n + 1n)), /divisible by/],
    ['ROCA', () => rsa(rocaPrime() * rocaPrime()), /ROCA/],
    ['neighbouring primes', () => rsa(close * nextPrime(close)), /too close/],
    ['the factor 757', () => rsa(oddMultipleOf(757n)), /divisible by 757/],
    ['the factor 7919', () => rsa(oddMultipleOf(7919n)), /divisible by 7919/],
    ['the factor 65537', () => rsa(oddMultipleOf(65537n)), /divisible by 65537/],
    ['a prime', () => rsa(prime(2048)), /a prime or a power of one/],
    ['a prime of 3,072 bits', () => rsa(prime(3072)), /a prime or a power of one/],
    ['a cube', () => rsa(prime(684) ** 3n), /a prime or a power of one/],
    ['a fifth power', () => rsa(prime(412) ** 5n), /a prime or a power of one/],
    ['a 31st power', () => rsa(prime(68) ** 31n), /a prime or a power of one/],
    ['a square', () => rsa(close * close), /too close/],
    ['Ed25519', () => generated(generateKeyPairSync('ed25519')), /Ed25519 key: AWS IoT takes/],
    ['Ed448', () => generated(generateKeyPairSync('ed448')), /Ed448/],
    ['X25519', () => generated(generateKeyPairSync('x25519')), /X25519/],
    ['DSA', () => generated(generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 })), /DSA 2048/],
    ['secp256k1', () => generated(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })), /secp256k1/],
    ['brainpool', () => generated(generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })), /brainpoolP256r1/],
    [
      'explicit curve parameters',
      () => generated(generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })),
      /by parameters/,
    ],
  ])('%s', (_case, make, reason) => {
    expect(checkKey(make())).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('a point that is not on its curve', () => {
    const spki = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' });
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1;

    expect(checkKey(read(spki))).toMatchObject({ ok: false, reason: expect.stringContaining('not on the curve') });
  });

  it('no ordinary key by accident', () => {
    const verdicts = Array.from({ length: 20 }, () => checkKey(rsa(modulus(2048))));
    expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('readPublicKey', () => {
  const rsaKey = spkiOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
  const [, bits = Buffer.alloc(0)] = elementsOf(rsaKey);
  const withParameters = (...parameters: readonly Buffer[]) =>
    read(tlv(0x30, tlv(0x30, Buffer.from('06092a864886f70d010101', 'hex'), ...parameters), bits));

  it('takes RSA parameters that are NULL, as RFC 3279 wants them, or absent', () => {
    expect(withParameters(tlv(0x05)).description).toBe('RSA 2048');
    expect(withParameters().description).toBe('RSA 2048');
  });

  it.each([
    ['a NULL with content', tlv(0x05, Buffer.of(0))],
    ['a sequence', tlv(0x30)],
    ['an object identifier', Buffer.from('06022a03', 'hex')],
  ])('refuses RSA parameters that are %s', (_case, parameters) => {
    expect(() => withParameters(parameters)).toThrow(DerError);
  });

  it.each([
    ['a negative modulus', tlv(0x30, Buffer.from('0201ff', 'hex'), Buffer.from('020103', 'hex'))],
    ['a third number', tlv(0x30, ...Array.from({ length: 3 }, () => Buffer.from('020103', 'hex')))],
    [
      'bytes behind the key',
      Buffer.concat([tlv(0x30, Buffer.from('020103', 'hex'), Buffer.from('020103', 'hex')), Buffer.of(0)]),
    ],
  ])('refuses an RSA key with %s', (_case, key) => {
    const algorithm = tlv(0x30, Buffer.from('06092a864886f70d0101010500', 'hex'));
    expect(() => read(tlv(0x30, algorithm, tlv(0x03, Buffer.of(0), key)))).toThrow(DerError);
  });
});
