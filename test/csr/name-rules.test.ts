import { describe, expect, it } from 'vitest';
import { readDer } from '../../src/csr/der/der-node.ts';
import { readName } from '../../src/csr/names/distinguished-name.ts';
import { nameFaults } from '../../src/csr/names/name-faults.ts';
import { nameOddities } from '../../src/csr/names/name-oddities.ts';
import { tlv } from './tlv.ts';

const OIDS = {
  CN: '0603550403',
  C: '0603550406',
  postal: '0603550410',
  own: '06032a0304',
  DC: '060a0992268993f22c640119',
};
const named = (tag: number, value: string | Buffer, type: keyof typeof OIDS = 'CN') =>
  readName(
    readDer(tlv(0x30, tlv(0x31, tlv(0x30, Buffer.from(OIDS[type], 'hex'), tlv(tag, Buffer.from(value)))))),
    'subject',
  );

describe('what OpenSSL or Go cannot load is a fault', () => {
  it.each<[string, ReturnType<typeof named>]>([
    ['a VisibleString', named(0x1a, 'device-1')],
    ['a GraphicString', named(0x19, 'device-1')],
    ['a GeneralizedTime', named(0x18, '20261130000000Z')],
    ['an ENUMERATED', named(0x0a, Buffer.of(1))],
    ['a private tag', named(0xc1, 'a')],
    ['a BIT STRING', named(0x03, Buffer.of(0, 1))],
    ['a SET', named(0x31, Buffer.from('020101', 'hex'))],
    ['an INTEGER of a type of its own', named(0x02, Buffer.of(1), 'own')],
    ['an IA5String of 8 bits', named(0x16, Buffer.of(0x67, 0xfc))],
    ['a NumericString of letters', named(0x12, 'abc')],
    ['a PrintableString with a control', named(0x13, 'a\u001Bb')],
    ['a PrintableString of 8 bits', named(0x13, Buffer.of(0x67, 0xfc))],
    ['a BMPString with a pair of surrogates', named(0x1e, Buffer.from('d83dde80', 'hex'))],
    ['a BMPString with no character', named(0x1e, Buffer.from('ffff', 'hex'))],
  ])('%s', (_case, name) => {
    expect(nameFaults(name)).toHaveLength(1);
  });
});

describe('what is read, and RFC 5280 has otherwise, is a note', () => {
  it.each<[string, ReturnType<typeof named>, RegExp]>([
    ['65 characters', named(0x0c, 'ü'.repeat(65)), /CN has 65 characters/],
    ['a country of three letters', named(0x13, 'DEU', 'C'), /C has 3 characters/],
    ['a country of one letter', named(0x13, 'D', 'C'), /two/],
    ['a country in UTF-8', named(0x0c, 'DE', 'C'), /C is a UTF8String, where RFC 5280 has a PrintableString/],
    ['a domain in UTF-8', named(0x0c, 'acme', 'DC'), /an IA5String/],
    ['an IA5String', named(0x16, 'device-1'), /DirectoryString/],
    ['a NUL', named(0x0c, 'a\0b'), /NUL/],
    ['nothing', named(0x0c, ''), /empty/],
    ['an underscore in a PrintableString', named(0x13, 'a_b'), /Go/],
    ['a UniversalString', named(0x1c, Buffer.from('00000041', 'hex')), /Go/],
    ['a postal address', named(0x30, Buffer.from('0c0141', 'hex'), 'postal'), /Go/],
  ])('%s', (_case, name, oddity) => {
    expect(nameFaults(name)).toEqual([]);
    expect(nameOddities(name).join('; ')).toMatch(oddity);
  });

  it.each([named(0x0c, 'ü'.repeat(64)), named(0x13, 'DE', 'C'), named(0x16, 'acme', 'DC'), named(0x0c, 'ä', 'own')])(
    'and what it has is neither',
    (name) => {
      expect([...nameFaults(name), ...nameOddities(name)]).toEqual([]);
    },
  );
});
