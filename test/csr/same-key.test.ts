import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sameKey, samePublicKey } from '../../src/csr/compare.ts';
import { readDer } from '../../src/csr/der/der-node.ts';
import { readPublicKey, type SubjectPublicKey } from '../../src/csr/keys/public-key.ts';
import { tlv } from './tlv.ts';

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

describe('samePublicKey', () => {
  const read = (spki: Buffer): SubjectPublicKey => readPublicKey(readDer(spki));
  const ecKey = read(createPublicKey(KEYS['EC P-256']).export({ format: 'der', type: 'spki' }));
  const other = read(createPublicKey(KEYS['EC P-384']).export({ format: 'der', type: 'spki' }));
  /** Of an algorithm that nobody knows, so only its bytes can be compared. */
  const unknown = (octet: number): SubjectPublicKey =>
    read(tlv(0x30, tlv(0x30, Buffer.from('06032a0304', 'hex')), tlv(0x03, Buffer.of(0, octet))));

  it('is so for the same bytes, also where Node cannot load the key', () => {
    expect(unknown(1).key).toBeUndefined();
    expect(samePublicKey(unknown(1), unknown(1))).toBe(true);
    expect(samePublicKey(ecKey, ecKey)).toBe(true);
  });

  it('is not so for other bytes where one or both cannot be loaded', () => {
    expect(samePublicKey(unknown(1), unknown(2))).toBe(false);
    expect(samePublicKey(unknown(1), ecKey)).toBe(false);
    expect(samePublicKey(ecKey, unknown(1))).toBe(false);
  });

  it('is so for a point that is compressed in one and not in the other, and not for another key', () => {
    const [x, y] = [ecKey.spkiDer.subarray(-64, -32), ecKey.spkiDer.subarray(-32)];
    const algorithm = Buffer.from('06072a8648ce3d020106082a8648ce3d030107', 'hex');
    const point = Buffer.concat([Buffer.of(0, 2 + (y.at(-1)! & 1)), x]);
    const compressed = read(tlv(0x30, tlv(0x30, algorithm), tlv(0x03, point)));
    expect(compressed.spkiDer).not.toEqual(ecKey.spkiDer);
    expect(samePublicKey(compressed, ecKey)).toBe(true);
    expect(samePublicKey(ecKey, other)).toBe(false);
  });
});
