import { describe, expect, it } from 'vitest';
import { DerError } from '../../../src/csr/der/der-error.ts';
import { withDefiniteLengths } from '../../../src/csr/der/with-definite-lengths.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A SEQUENCE of indefinite length. */
const indefinite = (content: Buffer): Buffer => Buffer.concat([Buffer.of(0x30, 0x80), content, Buffer.of(0, 0)]);
const nested = (levels: number): Buffer =>
  Array.from({ length: levels }).reduce<Buffer>((inner) => indefinite(inner), hex('02 01 05'));

/** So many octets of elements: a value of one octet where the number is odd, and NULLs. */
const octets = (count: number): Buffer =>
  Buffer.concat([
    count % 2 === 1 ? hex('04 01 0a') : hex(''),
    hex('05 00'.repeat(Math.floor(count / 2) - (count % 2))),
  ]);

describe('withDefiniteLengths', () => {
  it.each([
    ['an element', '30 80 02 01 05 00 00', '30 03 02 01 05'],
    ['an element without content', '30 80 00 00', '30 00'],
    ['elements within each other', '30 80 a0 80 02 01 05 00 00 02 01 06 00 00', '30 08 a0 03 02 01 05 02 01 06'],
    ['what follows, for others to judge', '30 80 02 01 05 00 00 05 00', '30 03 02 01 05 05 00'],
    ['a value of zeros, which ends nothing', '30 80 04 02 00 00 00 00', '30 04 04 02 00 00'],
  ])('writes the length of %s', (_what, ber, written) => {
    expect(withDefiniteLengths(hex(ber))).toEqual(hex(written));
  });

  it.each([
    ['what has a definite length', '30 03 02 01 05'],
    ['what is within an element of definite length', '30 07 30 80 02 01 05 00 00'],
    ['a length in more octets than it needs', '30 81 03 02 01 05'],
    ['nothing', ''],
  ])('leaves %s as it is', (_what, ber) => {
    expect(withDefiniteLengths(hex(ber))).toEqual(hex(ber));
  });

  it('keeps a long form of length within an element of indefinite length', () => {
    expect(withDefiniteLengths(indefinite(hex('04 81 01 0a')))).toEqual(hex('30 04 04 81 01 0a'));
  });

  it.each([
    [0x7f, '30 7f'],
    [0x80, '30 81 80'],
    [0xff, '30 81 ff'],
    [0x100, '30 82 01 00'],
    [0x1000, '30 82 10 00'],
    [0x10000, '30 83 01 00 00'],
  ])('writes a length of %i as shortly as it can be (X.690 §10.1)', (length, header) => {
    const content = octets(length);
    expect(content).toHaveLength(length);
    const written = withDefiniteLengths(indefinite(content));
    expect(written).toEqual(Buffer.concat([hex(header), content]));
  });

  it.each([
    ['no end', '30 80 02 01 05', 'it is cut off before the end of an indefinite length'],
    ['half an end', '30 80 02 01 05 00', 'it is cut off before the end of an indefinite length'],
    ['no content', '30 80', 'it is cut off before the end of an indefinite length'],
    ['an element that is cut off', '30 80 04 05 0a 00 00', 'it is cut off within an element'],
    [
      'a primitive element of indefinite length',
      '30 80 04 80 0a 00 00 00 00',
      'a primitive element has an indefinite length',
    ],
    ['one at the very end', '30 80 04 80', 'a primitive element has an indefinite length'],
    ['a length of five octets', '30 80 04 85 00 00 00 00 01 0a 00 00', 'a length is longer than anything read here'],
  ])('refuses %s', (_what, ber, why) => {
    expect(() => withDefiniteLengths(hex(ber))).toThrow(new DerError(why));
  });

  it('follows no more than eight levels', () => {
    expect(withDefiniteLengths(nested(8))).toHaveLength(3 + 8 * 2);
    expect(() => withDefiniteLengths(nested(9))).toThrow(new DerError('indefinite lengths are nested too deep'));
  });
});
