import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSubject } from '../../../src/csr/compare.ts';
import { DerError } from '../../../src/csr/der/der-error.ts';
import { readDer } from '../../../src/csr/der/der-node.ts';
import { encodeName, readName, type NameAttribute } from '../../../src/csr/names/distinguished-name.ts';
import { tlv } from '../tlv.ts';

const read = (der: Buffer) => readName(readDer(der), 'subject');
const name = (...rdns: readonly (readonly NameAttribute[])[]) => read(encodeName(rdns));
const commonName = (value: string) => name([{ type: 'CN', value }]);
/** One RDN with a value in raw DER. */
const rawCommonName = (value: string): Buffer =>
  tlv(0x30, tlv(0x31, tlv(0x30, Buffer.from('0603550403', 'hex'), Buffer.from(value, 'hex'))));

describe('text of a name (RFC 4514)', () => {
  it('has the last RDN first and joins an RDN of several parts with +', () => {
    const acme = name(
      [{ type: 'C', value: 'DE' }],
      [{ type: 'O', value: 'Acme' }],
      [
        { type: 'CN', value: 'd1' },
        { type: 'serialNumber', value: '7' },
      ],
    );

    expect(acme.text).toBe('serialNumber=7+CN=d1,O=Acme,C=DE');
    expect(acme.commonName).toBe('d1');
  });

  it('is empty for the empty name', () => {
    expect(read(Buffer.from('3000', 'hex'))).toMatchObject({ text: '', isEmpty: true, commonName: undefined });
  });

  it.each([
    ['a comma, plus, quote and the like', 'a,b+c"d\\e<f>g;h', 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h'],
    ['a space or # in front', ' a', 'CN=\\ a'],
    ['#', '#a', 'CN=\\#a'],
    ['a space at the end', 'a ', 'CN=a\\ '],
    ['a single space', ' ', 'CN=\\ '],
    ['umlauts and emoji, which stay', 'Gerät 🚀', 'CN=Gerät 🚀'],
    ['a terminal escape', 'a\u001b[2Jb', 'CN=a\\1B[2Jb'],
    ['CR and LF', 'a\r\nb', 'CN=a\\0D\\0Ab'],
    ['NUL and DEL', 'a\u0000\u007f', 'CN=a\\00\\7F'],
    ['a C1 control (CSI)', 'a\u009b2J', 'CN=a\\C2\\9B2J'],
    ['a bidi override', 'a\u202eb', 'CN=a\\E2\\80\\AEb'],
    ['zero-width characters', 'a\u200b\u200d\ufeffb', 'CN=a\\E2\\80\\8B\\E2\\80\\8D\\EF\\BB\\BFb'],
    ['a no-break space', 'a\u00a0b', 'CN=a\\C2\\A0b'],
    ['a line separator', 'a\u2028b', 'CN=a\\E2\\80\\A8b'],
    ['an invisible Hangul filler', 'a\u3164b', 'CN=a\\E3\\85\\A4b'],
    ['tag characters', 'a\u{e0041}b', 'CN=a\\F3\\A0\\81\\81b'],
  ])('shows %s visibly', (_case, value, text) => {
    expect(commonName(value).text).toBe(text);
  });

  it('never holds a character that cannot be seen, and no two values share a text', () => {
    const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [first, second] = [commonName(a), commonName(b)];
        expect(first.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(first.rdns[0]?.[0]?.value).toBe(a);
        expect(first.text === second.text).toBe(a === b);
      }),
      { numRuns: 500 },
    );
  });

  it('shows an attribute type without a name as the hex of its value', () => {
    expect(name([{ type: '1.3.6.1.4.1.99999.1', value: 'Hi' }]).text).toBe('1.3.6.1.4.1.99999.1=#0c024869');
  });

  it('reads an object identifier with an arc of 128 bits', () => {
    const oid = Buffer.from('0613698386ace8b0b3e0a79598d4c9a2ac93b5b201', 'hex');
    oid[1] = oid.length - 2;
    const attribute = Buffer.concat([Buffer.of(0x30, oid.length + 3), oid, Buffer.from('0c0161', 'hex')]);
    const der = Buffer.concat([Buffer.of(0x30, attribute.length + 2, 0x31, attribute.length), attribute]);

    expect(read(der).rdns[0]?.[0]?.oid).toMatch(/^2\.25\.\d{30,}$/);
  });
});

describe('string types', () => {
  it.each([
    ['0c0161', 'UTF8String', 'a'],
    ['130161', 'PrintableString', 'a'],
    ['160161', 'IA5String', 'a'],
    ['1401e9', 'T61String', 'é'],
    ['1e0400e4d83d', 'BMPString', 'ä\ud83d'],
    ['1c040001f680', 'UniversalString', '🚀'],
    ['020105', 'other', '020105'],
  ])('%s is %s', (hex, stringType, value) => {
    expect(read(rawCommonName(hex)).rdns[0]?.[0]).toEqual({ oid: '2.5.4.3', shortName: 'CN', stringType, value });
  });

  it.each([
    ['UTF-8 that is none', '0c02c328'],
    ['UTF-8 of a surrogate', '0c03eda080'],
    ['half a BMPString', '1e0300e400'],
    ['UniversalString of three bytes', '1c0300e400'],
    ['a code point beyond Unicode', '1c0400110000'],
  ])('refuses %s', (_case, hex) => {
    expect(() => read(rawCommonName(hex))).toThrow(DerError);
  });

  it.each([
    ['an empty RDN', '30023100'],
    ['an attribute without value', '3009310730050603550403'],
    ['a type that is no object identifier', '300a310830060602550003 0161'.replace(' ', '')],
  ])('refuses %s', (_case, hex) => {
    expect(() => read(Buffer.from(hex, 'hex'))).toThrow(DerError);
  });
});

describe('encodeName', () => {
  it('picks the types of RFC 5280 for country and domain component', () => {
    expect(
      name([{ type: 'C', value: 'DE' }], [{ type: 'DC', value: 'x' }], [{ type: 'CN', value: 'y' }])
        .rdns.flat()
        .map(({ stringType }) => stringType),
    ).toEqual(['PrintableString', 'IA5String', 'UTF8String']);
  });

  it('sorts the parts of an RDN as DER wants', () => {
    const parts: NameAttribute[] = [
      { type: 'serialNumber', value: '7' },
      { type: 'CN', value: 'd1' },
    ];

    expect(encodeName([parts]).equals(encodeName([parts.toReversed()]))).toBe(true);
  });

  it('refuses an attribute type that nobody knows', () => {
    expect(() => encodeName([[{ type: 'FOO', value: 'x' }]])).toThrow(RangeError);
  });
});

/** The string type decides which part DER puts first: both values have the same length. */
const deviceInUnit = (stringType: 'UTF8String' | 'PrintableString') =>
  name([
    { type: 'CN', value: 'd1', stringType },
    { type: 'CN', value: 'x1', stringType: stringType === 'UTF8String' ? 'PrintableString' : 'UTF8String' },
  ]);

describe('compareSubject', () => {
  const utf8 = name([{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'd1' }]);
  const printable = name(
    [{ type: 'O', value: 'Acme', stringType: 'PrintableString' }],
    [{ type: 'CN', value: 'd1', stringType: 'PrintableString' }],
  );

  it('exact-der: the same bytes', () => {
    expect(compareSubject(utf8, name([{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'd1' }]))).toBe('exact-der');
  });

  it('same-text: another string type', () => {
    expect(compareSubject(utf8, printable)).toBe('same-text');
    expect(compareSubject(commonName('é'), read(rawCommonName('1e0200e9')))).toBe('same-text');
  });

  it('same-text: the order within one RDN, which the encoding decides', () => {
    const [first, second] = [deviceInUnit('UTF8String'), deviceInUnit('PrintableString')];
    expect(first.rdns.flat().map(({ value }) => value)).not.toEqual(second.rdns.flat().map(({ value }) => value));
    expect(compareSubject(first, second)).toBe('same-text');
  });

  it.each([
    ['letter case', name([{ type: 'O', value: 'ACME' }], [{ type: 'CN', value: 'd1' }])],
    ['a space more', name([{ type: 'O', value: 'Acme ' }], [{ type: 'CN', value: 'd1' }])],
    ['the order of RDNs', name([{ type: 'CN', value: 'd1' }], [{ type: 'O', value: 'Acme' }])],
    ['an RDN more', name([{ type: 'C', value: 'DE' }], [{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'd1' }])],
    [
      'an RDN more at the end',
      name([{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'd1' }], [{ type: 'OU', value: 'Line 1' }]),
    ],
    ['an RDN less', name([{ type: 'CN', value: 'd1' }])],
    [
      'merged RDNs',
      name([
        { type: 'O', value: 'Acme' },
        { type: 'CN', value: 'd1' },
      ]),
    ],
    ['another type for the value', name([{ type: 'OU', value: 'Acme' }], [{ type: 'CN', value: 'd1' }])],
    [
      'an attribute twice',
      name(
        [{ type: 'O', value: 'Acme' }],
        [
          { type: 'CN', value: 'd1' },
          { type: 'CN', value: 'd2' },
        ],
      ),
    ],
  ])('different: %s', (_case, other) => {
    expect(compareSubject(utf8, other)).toBe('different');
  });

  it('different: a text that looks like the hex of a value that is no text', () => {
    expect(compareSubject(commonName('020105'), read(rawCommonName('020105')))).toBe('different');
  });
});
