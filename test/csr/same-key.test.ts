import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sameKey } from '../../src/csr/compare.ts';

const KEYS = {
  'EC P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  'EC P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
};
const pairs = Object.entries(KEYS).flatMap(([a, keyA]) =>
  Object.entries(KEYS).map(([b, keyB]) => [a, b, keyA, keyB] as const),
);

describe('sameKey', () => {
  it.each(pairs)('of %s and %s leaves nothing behind that spoils the next key', (a, b, keyA, keyB) => {
    expect(sameKey(createPublicKey(keyA), createPublicKey(keyB))).toBe(a === b);
    const pem = KEYS['EC P-256'].export({ format: 'pem', type: 'pkcs8' });
    expect(createPrivateKey(pem).asymmetricKeyType).toBe('ec');
  });

  it('tells keys of one kind apart', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(sameKey(createPublicKey(KEYS['EC P-256']), other)).toBe(false);
  });
});
