import { createPublicKey, type KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateKey } from '../../../src/csr/build-certification-request.ts';
import { DerError } from '../../../src/csr/der/der-error.ts';
import { readDer } from '../../../src/csr/der/der-node.ts';
import { readPublicKey } from '../../../src/csr/keys/public-key.ts';
import { spkiOf } from '../issuing.ts';
import { elementsOf } from '../tlv.ts';

function loadedByOpenssl(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** `refused` for what is not the DER of a key at all. */
function loaded(spki: Buffer): KeyObject | undefined | 'refused' {
  try {
    return readPublicKey(readDer(spki)).key;
  } catch (error) {
    if (error instanceof DerError) return 'refused';
    throw error;
  }
}

function agrees(spki: Buffer): boolean {
  const [ours, theirs] = [loaded(spki), loadedByOpenssl(spki)];
  if (ours === 'refused') return true;
  return ours === undefined ? theirs === undefined : theirs?.equals(ours) === true;
}

/** Octets of the key within the BIT STRING, without the one that counts unused bits. */
const contentLength = (spki: Buffer): number => {
  const bits = elementsOf(spki)[1]!;
  const first = bits.readUInt8(1);
  return bits.length - (first < 0x80 ? 2 : 2 + (first & 0x7f)) - 1;
};

describe.each(['ec-p256', 'ec-p384', 'ec-p521', 'rsa-2048'] as const)('readPublicKey of %s', async (kind) => {
  const spki = spkiOf((await generateKey(kind)).publicKey);

  it('loads the key that OpenSSL loads from the same bytes', () => {
    const key = loaded(spki) as KeyObject;
    expect(key.equals(loadedByOpenssl(spki)!)).toBe(true);
    expect(spkiOf(key).equals(spki)).toBe(true);
    expect(key.asymmetricKeyDetails).toEqual(loadedByOpenssl(spki)!.asymmetricKeyDetails);
  });

  it('and none where OpenSSL loads none, whatever octet the key begins with', () => {
    const at = spki.length - contentLength(spki);
    for (let octet = 0; octet < 256; octet++) {
      // The hybrid forms, which OpenSSL takes and RFC 5480 forbids: ec-point.test.ts.
      if (kind !== 'rsa-2048' && (octet === 6 || octet === 7)) continue;
      const changed = Buffer.from(spki);
      changed[at] = octet;
      expect(agrees(changed), `octet ${octet}`).toBe(true);
    }
  });

  it('and none where OpenSSL loads none, with any two bytes changed', () => {
    const change = fc.tuple(fc.nat(spki.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, change, (...changes) => {
        const changed = Buffer.from(spki);
        for (const [at, mask] of changes) changed[at]! ^= mask;
        expect(agrees(changed)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
