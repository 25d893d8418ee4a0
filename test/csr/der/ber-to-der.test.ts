import { describe, expect, it } from 'vitest';
import { berToDer } from '../../../src/csr/der/ber-to-der.ts';
import { DerError } from '../../../src/csr/der/der-error.ts';
import { tlv } from '../tlv.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const nested = (levels: number): Buffer =>
  Array.from({ length: levels - 1 }).reduce<Buffer>((inner) => tlv(0x30, inner), tlv(0x30));

describe('berToDer', () => {
  it.each([
    ['a length that ends with its content', '30 80 02 01 05 00 00', '30 03 02 01 05'],
    ['a length in more octets than it needs', '30 82 00 03 02 01 05', '30 03 02 01 05'],
    ['a string in pieces', '24 80 04 01 0a 04 02 0b 0c 00 00', '04 03 0a 0b 0c'],
    ['a string in pieces of pieces', '24 08 24 03 04 01 0a 04 01 0b', '04 02 0a 0b'],
    ['a string without a piece', '24 00', '04 00'],
  ])('writes %s as DER has it', (_what, ber, der) => {
    expect(berToDer(hex(ber))).toEqual(hex(der));
  });

  it.each([
    ['a string', '04 02 0a 0b'],
    ['a string that holds DER', '04 02 05 00'],
    ['a BIT STRING that holds DER', '03 03 00 05 00'],
    ['a constructed element with the number of OCTET STRING, of another class', 'a4 06 04 01 0a 04 01 0b'],
    ['a primitive element of another class', '84 02 0a 0b'],
  ])('leaves %s as it is', (_what, der) => {
    expect(berToDer(hex(der))).toEqual(hex(der));
  });

  it.each([
    ['of another string type', '24 03 0c 01 0a'],
    ['with the number of OCTET STRING, of another class', '24 03 84 01 0a'],
    ['with neither its number nor its class', '24 03 81 01 0a'],
    ['that are a SEQUENCE', '24 05 30 03 02 01 05'],
    ['that are constructed, of another class', '24 05 a4 03 02 01 05'],
  ])('refuses a string in pieces %s', (_what, ber) => {
    expect(() => berToDer(hex(ber))).toThrow(new DerError('a string has pieces of another kind'));
  });

  it.each([
    ['nothing', ''],
    ['a length beyond the end', '30 05 02 01 05'],
    ['a value that is cut off within', '30 03 04 05 0a'],
    ['octets behind the end', '05 00 05 00'],
    ['no end of a length that ends with its content', '30 80 02 01 05'],
  ])('refuses %s', (_what, ber) => {
    expect(() => berToDer(hex(ber))).toThrow(new DerError('it is not BER'));
  });

  it('reads no deeper than 24 elements within each other', () => {
    expect(berToDer(nested(24))).toEqual(nested(24));
    expect(() => berToDer(nested(25))).toThrow(new DerError('it is not BER'));
  });
});
