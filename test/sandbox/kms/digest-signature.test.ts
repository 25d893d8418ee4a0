import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signEcdsaDigest, verifiesEcdsaDigest } from '../../../src/sandbox/kms/ecdsa-digest.ts';

/** Enough that r and s also come short, and with their first bit set. */
const ROUNDS = 120;

describe.each([
  ['P-256', 'sha256', 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'],
  [
    'P-384',
    'sha384',
    'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  ],
  [
    'P-521',
    'sha512',
    '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
  ],
])('ECDSA on %s over a digest', (namedCurve, hash, order) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  const publicKey = createPublicKey(privateKey);
  const messages = Array.from({ length: ROUNDS }, (_, round) => Buffer.from(`message ${round}`));
  const digestOf = (message: Buffer): Buffer => createHash(hash).update(message).digest();

  it('is what OpenSSL accepts for the message, every time', () => {
    const refused = messages.filter(
      (message) => !verify(hash, message, publicKey, signEcdsaDigest(digestOf(message), privateKey)),
    );

    expect(refused).toEqual([]);
  });

  it('is never the same twice', () => {
    const signatures = messages.map(() => signEcdsaDigest(digestOf(messages[0]!), privateKey).toString('hex'));

    expect(new Set(signatures).size).toBe(ROUNDS);
  });

  it('is recognised when OpenSSL made it, and only for its digest', () => {
    for (const message of messages) {
      const signature = sign(hash, message, privateKey);
      expect(verifiesEcdsaDigest(signature, digestOf(message), privateKey)).toBe(true);
      expect(verifiesEcdsaDigest(signature, digestOf(Buffer.from('another')), privateKey)).toBe(false);
    }
  });

  it.each([
    ['zero', '00', '00'],
    ['as large as the order', `00${order}`, `00${order}`],
    ['negative', 'ff', 'ff'],
  ])('is refused with numbers that are %s', (_case, ...numbers) => {
    const integers = numbers.map((hex) =>
      Buffer.from(`02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`, 'hex'),
    );
    const content = Buffer.concat(integers);
    const head = content.length < 128 ? Buffer.of(0x30, content.length) : Buffer.of(0x30, 0x81, content.length);

    expect(verifiesEcdsaDigest(Buffer.concat([head, content]), digestOf(messages[0]!), privateKey)).toBe(false);
  });
});
