import { describe, expect, it } from 'vitest';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { samePublicKey } from '../../src/csr/compare.ts';
import { readDer } from '../../src/csr/der/der-node.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { encodePem } from '../../src/csr/pem.ts';
import { readPublicKey } from '../../src/csr/keys/public-key.ts';
import { CertprovError } from '../../src/errors.ts';
import { issueDevice, makeAuthority, resign, spkiOf } from './issuing.ts';
import { openssl, opensslOutput } from './openssl.ts';
import { elementsOf, tlv } from './tlv.ts';

const authority = await makeAuthority();
const { privateKey, publicKey } = await generateKey('ec-p256');
const subject = encodeName([[{ type: 'CN', value: 'device-1' }]]);
const device = issueDevice(authority, subject, spkiOf(publicKey));
/** Replaces elements of tbsCertificate: 0 version, 1 serial, 2 algorithm, 3 issuer, 4 validity, 5 subject, 6 key, 7 extensions. */
const withField = (index: number, ...replacement: readonly Buffer[]) =>
  resign(device.der, authority.privateKey, (fields) => [
    ...fields.slice(0, index),
    ...replacement,
    ...fields.slice(index + 1),
  ]);
const time = (text: string): Buffer => tlv(text.length === 13 ? 0x17 : 0x18, Buffer.from(text));
const validity = (from: string, to: string) => {
  return withField(4, tlv(0x30, time(from), time(to)));
};

const read = (spki: Buffer) => readPublicKey(readDer(spki));

function refusal(input: string | Uint8Array): string {
  try {
    parseCertificate(input);
  } catch (error) {
    if (error instanceof CertprovError && error.code === 'CERTIFICATE_MALFORMED') return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseCertificate accepts', () => {
  it.each([
    ['PEM text', device.pem],
    ['PEM bytes', Buffer.from(device.pem)],
    ['DER', device.der],
    [
      'DER in a plain Uint8Array that is part of a larger buffer',
      new Uint8Array([0, ...device.der, 0]).subarray(1, -1),
    ],
    ['CRLF and a byte order mark', `\uFEFF${device.pem.replaceAll('\n', '\r\n')}`],
    ['the text of `openssl x509 -text` in front', opensslOutput(['x509', '-text'], device.pem)],
  ])('%s', (_case, input) => {
    expect(parseCertificate(input).pem).toBe(device.pem);
  });

  it('version 1, which has no extensions', () => {
    const old = resign(device.der, authority.privateKey, (fields) => fields.slice(1, 7));
    expect(openssl(['x509', '-noout', '-text'], old.pem).text).toContain('Version: 1');
    expect(parseCertificate(old.pem)).toMatchObject({
      version: 1,
      extensions: [],
      isCa: false,
      keyUsage: undefined,
      extendedKeyUsage: undefined,
    });
  });

  it.each([
    ['zero', '00', '00'],
    ['a negative one', 'ff7f', '-81'],
    ['one of 21 octets', '7f'.repeat(21), '7f'.repeat(21)],
    ['one with a sign octet', '0080', '80'],
  ])('any serial number, for the rules to judge: %s', (_case, content, shown) => {
    const { pem } = withField(1, tlv(0x02, Buffer.from(content, 'hex')));
    const bySsl = openssl(['x509', '-noout', '-serial'], pem).text.trim().toLowerCase().replace('serial=', '');
    expect(parseCertificate(pem).serialNumber).toBe(shown);
    expect(bySsl).toBe(shown);
  });

  it.each([
    ['491231235959Z', '2049-12-31T23:59:59.000Z'],
    ['500101000000Z', '1950-01-01T00:00:00.000Z'],
    ['99991231235959Z', '9999-12-31T23:59:59.000Z'],
    ['20280229120000Z', '2028-02-29T12:00:00.000Z'],
  ])('the time %s', (text, expected) => {
    expect(parseCertificate(validity(text, text).pem).notAfter.toISOString()).toBe(expected);
  });
});

describe('parseCertificate refuses', () => {
  const tbs = elementsOf(device.der)[0] ?? Buffer.alloc(0);
  const [, , algorithm = Buffer.alloc(0), , , , , extensions = Buffer.alloc(0)] = elementsOf(tbs);
  const rsaAlgorithm = tlv(0x30, Buffer.from('06092a864886f70d01010b0500', 'hex'));
  it.each([
    ['nothing', '', /empty/],
    ['two certificates', device.pem + authority.pem, /2 PEM blocks/],
    ['a CSR', buildCertificationRequest({ subject, privateKey }).pem, /type CERTIFICATE REQUEST/],
    ['a CSR in DER', buildCertificationRequest({ subject, privateKey }).der, /certification request/],
    ['a private key', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), /private key/],
    [
      'a private key behind it',
      device.pem + privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      /private key/,
    ],
    [
      'the label of a trusted certificate',
      device.pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
      /TRUSTED CERTIFICATE/,
    ],
    ['the label of the nineties', device.pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'), /X509 CERTIFICATE/],
    ['base64 alone', device.der.toString('base64'), /neither/],
    ['a web page', '<html></html>', /neither/],
    ['trailing bytes', Buffer.concat([device.der, Buffer.alloc(1)]), /follow after/],
    ['one that is cut off', device.der.subarray(0, -1), /cut off/],
    ['one that is cut off in PEM', encodePem('CERTIFICATE', device.der.subarray(0, 100)), /cut off/],
    ['another algorithm inside than outside', withField(2, rsaAlgorithm).pem, /two different signature algorithms/],
    ['version 4', withField(0, tlv(0xa0, Buffer.from('020103', 'hex'))).pem, /version/],
    [
      'extensions in version 1',
      resign(device.der, authority.privateKey, (fields) => fields.slice(1)).pem,
      /extensions/,
    ],
    ['extensions twice', withField(7, extensions, extensions).pem, /unknown member/],
    ['an empty list of extensions', withField(7, tlv(0xa3, tlv(0x30))).pem, /0 elements/],
    ['an unknown member', withField(7, tlv(0xa4, algorithm)).pem, /unknown member/],
    ['a month 13', validity('261322000000Z', '271122000000Z').pem, /notBefore/],
    ['a 30th of February', validity('260230000000Z', '271122000000Z').pem, /does not exist/],
    ['a time with an offset', validity('2611220000+01', '271122000000Z').pem, /notBefore/],
    ['a time without seconds', validity('2611220000Z', '271122000000Z').pem, /notBefore/],
    ['a serial number of no octets', withField(1, tlv(0x02)).pem, /serialNumber/],
    [
      'critical as 01 instead of FF',
      withField(7, tlv(0xa3, tlv(0x30, tlv(0x30, Buffer.from('0603551d130101010402 3000'.replace(' ', ''), 'hex')))))
        .pem,
      /BOOLEAN/,
    ],
  ])('%s', (_case, input, message) => {
    expect(refusal(input)).toMatch(message);
  });
});

describe('samePublicKey', () => {
  it('finds the same key in a compressed point', () => {
    const spki = spkiOf(publicKey);
    const point = spki.subarray(-64);
    const compressed = tlv(
      0x30,
      elementsOf(spki)[0] ?? Buffer.alloc(0),
      tlv(0x03, Buffer.of(0, 2 + ((point.at(-1) ?? 0) & 1)), point.subarray(0, 32)),
    );
    expect(samePublicKey(read(spki), read(compressed))).toBe(true);
  });

  it('tells keys apart', async () => {
    const [other, rsa] = await Promise.all([generateKey('ec-p256'), generateKey('rsa-2048')]);
    expect(samePublicKey(read(spkiOf(publicKey)), read(spkiOf(other.publicKey)))).toBe(false);
    expect(samePublicKey(read(spkiOf(publicKey)), read(spkiOf(rsa.publicKey)))).toBe(false);
  });
});
