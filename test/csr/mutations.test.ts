import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { subjectAltName } from '../../src/csr/extensions.ts';
import { CertprovError } from '../../src/errors.ts';
import { elementsOf } from './tlv.ts';

/** Set to 20,000 or more for a thorough run; the seed is printed by fast-check when something is found. */
const RUNS = Number(process.env['CERTPROV_FUZZ_RUNS'] ?? 1000);

const subject = encodeName([
  [{ type: 'C', value: 'DE' }],
  [{ type: 'O', value: 'Müller & Söhne, GmbH' }],
  [
    { type: 'CN', value: 'gerät "1"' },
    { type: 'serialNumber', value: '0001' },
  ],
]);
const extensions = [subjectAltName(Buffer.from('300b8209612e6578616d706c65', 'hex'))];

function isAccepted(der: Buffer): boolean {
  try {
    return parseCertificationRequest(der).signatureValid;
  } catch (error) {
    // Anything else would be a crash on bad input.
    if (error instanceof CertprovError) return false;
    throw error;
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

function changeByte(der: Buffer, at: number, to: number): Buffer {
  const changed = Buffer.from(der);
  changed[at] = to;
  return changed;
}

describe.each(['ec-p256', 'rsa-2048'] as const)('a %s CSR', async (type) => {
  const { privateKey } = await generateKey(type);
  const { der } = buildCertificationRequest({ subject, privateKey, extensions });

  it('is accepted as it is', () => {
    expect(isAccepted(der)).toBe(true);
  });

  it('is never accepted with any other value in any byte that the signature does not cover', () => {
    const [information = Buffer.alloc(0), algorithm = Buffer.alloc(0)] = elementsOf(der);
    const start = der.indexOf(information);
    const afterAlgorithm = start + information.length + algorithm.length;
    // The outer header, the algorithm, and what stands in front of the signature's own bytes: tag, length, unused bits.
    const positions = [...range(0, start), ...range(start + information.length, afterAlgorithm + 5)];
    const accepted = positions.flatMap((at) =>
      range(0, 256)
        .filter((to) => to !== der[at] && isAccepted(changeByte(der, at, to)))
        .map((to) => ({ at, to })),
    );
    expect(accepted).toEqual([]);
  });

  it('is never accepted with one to three bytes changed', () => {
    const change = fc.record({ at: fc.nat(der.length - 1), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = Buffer.from(der);
        for (const { at, to } of changes) changed[at] = to;
        fc.pre(!changed.equals(der));
        expect(isAccepted(changed)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  it('is never accepted with bytes left out or put in', () => {
    fc.assert(
      fc.property(fc.nat(der.length), fc.nat(4), fc.uint8Array({ maxLength: 4 }), (at, without, inserted) => {
        const changed = Buffer.concat([der.subarray(0, at), inserted, der.subarray(at + without)]);
        fc.pre(!changed.equals(der));
        expect(isAccepted(changed)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });
});
