import { generateKeyPairSync, ECDH } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkKey } from '../../../src/csr/keys/key-rules.ts';
import { readDer } from '../../../src/csr/der/der-node.ts';
import { samePublicKey } from '../../../src/csr/compare.ts';
import { readPublicKey } from '../../../src/csr/keys/public-key.ts';
import { spkiOf } from '../issuing.ts';
import { elementsOf, tlv } from '../tlv.ts';

const CURVES = [
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
] as const;

const read = (spki: Buffer) => readPublicKey(readDer(spki));

describe.each(CURVES)('a key on %s', (curve, opensslName) => {
  const spki = spkiOf(generateKeyPairSync('ec', { namedCurve: curve }).publicKey);
  const [algorithm = Buffer.alloc(0), bits = Buffer.alloc(0)] = elementsOf(spki);
  const point = bits.subarray(bits.length - (curve === 'P-256' ? 65 : curve === 'P-384' ? 97 : 133));
  const withPoint = (octets: Buffer) => read(tlv(0x30, algorithm, tlv(0x03, Buffer.of(0), octets)));
  const changed = (at: number, value: number): Buffer => {
    const copy = Buffer.from(point);
    copy[at] = value;
    return copy;
  };
  const convert = (form: 'compressed' | 'hybrid'): Buffer =>
    ECDH.convertKey(point, opensslName, undefined, undefined, form) as Buffer;

  it('is a key uncompressed', () => {
    expect(checkKey(withPoint(point))).toEqual({ ok: true });
    expect(withPoint(point).pointForm).toBe('uncompressed');
  });

  it('is the same key compressed', () => {
    const compressed = withPoint(convert('compressed'));
    expect(checkKey(compressed)).toEqual({ ok: true });
    expect(compressed.pointForm).toBe('compressed');
    expect(samePublicKey(compressed, withPoint(point))).toBe(true);
  });

  const ordinate = point.subarray(1 + (point.length - 1) / 2);
  it.each<[string, () => Buffer, RegExp]>([
    ['at infinity', () => Buffer.of(0), /infinity/],
    ['at infinity, with octets behind', () => Buffer.concat([Buffer.of(0), point.subarray(1)]), /infinity/],
    ['hybrid', () => convert('hybrid'), /hybrid/],
    [
      'hybrid with the other parity',
      () => Buffer.concat([Buffer.of(convert('hybrid')[0]! ^ 1), point.subarray(1)]),
      /hybrid/,
    ],
    ['off the curve', () => changed(point.length - 1, point.at(-1)! ^ 1), /not on the curve/],
    ['zero', () => Buffer.concat([Buffer.of(4), Buffer.alloc(point.length - 1)]), /not on the curve/],
    ['all ones', () => Buffer.concat([Buffer.of(4), Buffer.alloc(point.length - 1, 0xff)]), /not on the curve/],
    ['an octet short', () => point.subarray(0, -1), /octets instead of/],
    ['an octet long', () => Buffer.concat([point, Buffer.of(0)]), /octets instead of/],
    ['of another form', () => changed(0, 5), /no form/],
    ['compressed and long', () => changed(0, 2), /octets instead of/],
    ['an ordinate alone', () => Buffer.from(ordinate), /octets instead of|no form|infinity|hybrid/],
  ])('is none %s', (_case, make, reason) => {
    const key = withPoint(make());
    expect(key.key).toBeUndefined();
    expect(checkKey(key)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('is none when half of the abscissas have no ordinate', () => {
    const refused = Array.from({ length: 64 }, (_, x) => {
      const octets = Buffer.alloc((point.length + 1) / 2);
      octets.writeUInt8(2, 0);
      octets.writeUInt8(x, octets.length - 1);
      return checkKey(withPoint(octets)).ok;
    }).filter((ok) => !ok);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.length).toBeLessThan(54);
  });
});

it('the curves of nobody but OpenSSL have no point at infinity or hybrid either', () => {
  for (const namedCurve of ['secp256k1', 'secp224r1', 'brainpoolP256r1']) {
    const [algorithm = Buffer.alloc(0)] = elementsOf(spkiOf(generateKeyPairSync('ec', { namedCurve }).publicKey));
    for (const octets of [Buffer.of(0), Buffer.concat([Buffer.of(6), Buffer.alloc(64, 1)])])
      expect(read(tlv(0x30, algorithm, tlv(0x03, Buffer.of(0), octets))).key).toBeUndefined();
  }
});
