import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDer } from '../../../src/csr/der/der-node.ts';
import { encodeName, readName } from '../../../src/csr/names/distinguished-name.ts';
import { escapeInvisible } from '../../../src/csr/escape-text.ts';
import { parseName } from '../../../src/csr/names/parse-name.ts';
import { CertprovError } from '../../../src/errors.ts';
import { openssl } from '../openssl.ts';

const textOf = (text: string): string => readName(readDer(encodeName(parseName(text))), 'subject').text;

function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('parseName', () => {
  it('puts the first part last, as the encoding has it', () => {
    expect(parseName('CN=Acme Device CA,O=Acme')).toEqual([
      [{ type: 'O', value: 'Acme' }],
      [{ type: 'CN', value: 'Acme Device CA' }],
    ]);
  });

  it.each([
    ['spaces around the separators', ' CN = Acme CA , O=Acme + OU = Things ', 'CN=Acme CA,O=Acme+OU=Things'],
    ['types in any case', 'cn=a,o=b,SERIALNUMBER=1,dc=example', 'CN=a,O=b,serialNumber=1,DC=example'],
    ['several domain components', 'CN=CA,DC=example,DC=com', 'CN=CA,DC=example,DC=com'],
    ['escaped separators', 'CN=a\\,b\\+c\\;d,O=Acme\\, Inc.', 'CN=a\\,b\\+c\\;d,O=Acme\\, Inc.'],
    ['a backslash at the end, escaped', 'CN=a\\\\,O=b', 'CN=a\\\\,O=b'],
    ['escaped spaces at the ends', 'CN=\\ a\\  ,O=b', 'CN=\\ a\\ ,O=b'],
    ['a backslash and a space at the end, both escaped', 'CN=a\\\\\\ ', 'CN=a\\\\\\ '],
    ['octets of UTF-8', 'CN=Ger\\C3\\A4t', 'CN=Gerät'],
    ['an escaped comma as an octet', 'CN=a\\2Cb', 'CN=a\\,b'],
    ['an = in a value', 'CN=a=b', 'CN=a=b'],
    ['an escaped #', 'CN=\\#1', 'CN=\\#1'],
    ['letters of any language', 'CN=Müller 株式会社', 'CN=Müller 株式会社'],
  ])('reads %s', (_case, text, expected) => {
    expect(textOf(text)).toBe(expected);
  });

  it.each([
    ['nothing', '  ', 'it is empty'],
    ['a part without =', 'CN=Acme, Inc.', '"Inc." has no ='],
    ['a comma too many', 'CN=a,,O=b', 'a , or + too many'],
    ['a comma at the end', 'CN=a,', 'a , or + too many'],
    ['a type that is none', 'COMMONNAME=a', '"COMMONNAME" is no attribute'],
    ['an OID', '2.5.4.3=a', '"2.5.4.3" is no attribute'],
    ['no type', '=a', '"" is no attribute'],
    ['no value', 'CN=,O=a', 'CN has no value'],
    ['hex', 'CN=#0c0161', 'CN begins with #'],
    ['quotes', 'CN="Acme, Inc."', 'CN has a "'],
    ['a semicolon', 'CN=a;O=b', 'CN has a ;, which is written \\; in a value'],
    ['a backslash before a letter', 'CN=a\\gb', 'CN has a backslash before "g"'],
    ['a backslash at the end', 'CN=a\\', 'CN ends with a backslash'],
    ['octets that are no text', 'CN=a\\FF', 'CN has octets (\\HH) that are not UTF-8'],
    ['half a character', 'CN=a\ud800', 'half a character'],
    ['a control, written out', 'CN=a\\0Ab', 'cannot be seen: "a\\0Ab"'],
    ['a bidi override', 'CN=a\u202eb', 'cannot be seen'],
    ['a country that is none', 'CN=a,C=Germany', 'a country is two capital letters'],
    ['a small country', 'CN=a,C=de', 'such as DE'],
    ['a serial number with an umlaut', 'serialNumber=ä', 'serialNumber is "ä", and may only hold letters A to Z'],
    ['a domain with an umlaut', 'DC=ä', 'DC is "ä", and may only hold ASCII'],
    ['more than RFC 5280 allows', `CN=${'x'.repeat(65)}`, 'CN has 65 characters, and may have 64'],
    ['a type twice', 'CN=a+CN=b', 'CN is twice on two sides of a +'],
    ['slashes', '/O=Acme, Inc./CN=CA', 'written with slashes'],
  ])('refuses %s', (_case, text, why) => {
    expect(() => parseName(text)).toThrow(
      expect.objectContaining({ code: 'NAME_MALFORMED', exitCode: 2, message: expect.stringContaining(why) }),
    );
  });

  it('shows what was written with slashes as it has to be', () => {
    const fix = expect.stringContaining("'CN=CA,O=Acme\\, Inc.'");
    expect(() => parseName('/O=Acme, Inc./CN=CA')).toThrow(expect.objectContaining({ fix }));
    expect(textOf('CN=CA,O=Acme\\, Inc.')).toBe('CN=CA,O=Acme\\, Inc.');
  });

  it('is undone by the text of a name, whatever can be seen in it', () => {
    const visible = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => escapeInvisible(text) === text && Array.from(text).length <= 64);
    const attribute = fc.record({ type: fc.constantFrom('CN', 'O', 'OU', 'L', 'title'), value: visible });
    const rdn = fc.uniqueArray(attribute, { selector: ({ type }) => type, minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(rdn, { minLength: 1, maxLength: 4 }), (rdns) => {
        const der = encodeName(rdns);
        const { text } = readName(readDer(der), 'subject');
        expect(encodeName(parseName(text)).toString('hex')).toBe(der.toString('hex'));
      }),
    );
  });

  it('answers any text with a name or one kind of error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('CNO=,+\\#" ;ä2C\u0000')) }), (text) => {
        const outcome = outcomeOf(() => encodeName(parseName(text)));
        expect(Buffer.isBuffer(outcome) || outcome instanceof CertprovError).toBe(true);
      }),
    );
  });

  it('means what OpenSSL prints for the same bytes', () => {
    const der = encodeName(parseName('CN=Gerät\\, 1+serialNumber=7,O=Acme,C=DE'));
    const { text } = openssl(['asn1parse', '-inform', 'DER'], der);
    expect(text).toMatch(/countryName[^]*PRINTABLESTRING +:DE[^]*organizationName[^]*UTF8STRING +:Acme[^]*commonName/);
  });
});
