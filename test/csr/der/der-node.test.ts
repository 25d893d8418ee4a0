import asn1 from 'node-forge/lib/asn1.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { DerError } from '../../../src/csr/der/der-error.ts';
import { readDer, type DerNode } from '../../../src/csr/der/der-node.ts';
import { oid } from '../../../src/csr/der/der-writer.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';

const RUNS = Number(process.env['CERTPROV_FUZZ_RUNS'] ?? 3000);

/** What node-forge's strict reader makes of it, if what it would write again is the same: the second opinion. */
function secondOpinion(der: Buffer): boolean {
  const text = der.toString('latin1');
  try {
    const tree = asn1.fromDer(text, { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth: 24 });
    return asn1.toDer(tree).getBytes() === text;
  } catch {
    return false;
  }
}

function isRead(der: Buffer): boolean {
  try {
    readDer(der);
    return true;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

const { privateKey } = await generateKey('ec-p256');
const { der: csr } = buildCertificationRequest({
  subject: encodeName([[{ type: 'O', value: 'Müller' }], [{ type: 'CN', value: 'device-1' }]]),
  privateKey,
});

describe('readDer', () => {
  it('takes nothing that node-forge, read strictly and written again, would not take', () => {
    // node-forge takes the tag numbers of INTEGER and BMPString for those types in every class.
    const isMistaken = (octet: number): boolean => octet >= 0x40 && [2, 30].includes(octet & 0x1f);
    const to = fc.integer({ min: 0, max: 255 }).filter((octet) => !isMistaken(octet));
    const change = fc.record({ at: fc.nat(csr.length - 1), to });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = Buffer.from(csr);
        for (const one of changes) changed[one.at] = one.to;
        fc.pre(isRead(changed));
        expect(secondOpinion(changed)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('gives every element the bytes that it had', () => {
    const joined = ({ identifier, content, children }: DerNode): void => {
      if ((identifier & 0x20) === 0) return;
      expect(Buffer.concat(children.map(({ der }) => der))).toEqual(Buffer.from(content));
      children.forEach(joined);
    };
    joined(readDer(csr));
  });

  it.each([
    ['an indefinite length', '30800000'],
    ['a length with a zero in front', '3082000100'],
    ['a long length for a short content', '30810105'],
    ['a padded integer', '30040202007f'],
    ['a padded negative integer', '30040202ffff'],
    ['a child that is longer than its parent', '3003040200'],
    ['a child that is cut off after its identifier', '300104'],
    ['a string in pieces', '240404020000'],
    ['half a character of a BMPString', '30031e0141'],
    ['a tag number above 30', '30033f0100'],
    ['something after its end', '300000'],
  ])('refuses %s', (_what, hex) => {
    expect(() => readDer(Buffer.from(hex, 'hex'))).toThrow(DerError);
  });

  it('refuses what is nested deeper than anything that it is meant for, at once', () => {
    let nested = Buffer.alloc(0);
    while (nested.length < 120) nested = Buffer.concat([Buffer.of(0x30, nested.length), nested]);
    expect(() => readDer(nested)).toThrow('nested too deep');
  });
});

describe('oid', () => {
  it('writes what node-forge writes', () => {
    const arc = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: 0, max: 39 }),
        fc.array(arc, { maxLength: 8 }),
        (a, b, more) => {
          const dotted = [a, b, ...more].join('.');
          expect(oid(dotted).subarray(2).toString('latin1')).toBe(asn1.oidToDer(dotted).getBytes());
        },
      ),
    );
  });
});
