import { X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificateBag } from '../../src/csr/read-certificate-bag.ts';
import { CertprovError } from '../../src/errors.ts';
import {
  makeOpensslAuthority,
  makeOpensslCsr,
  mimeBase64,
  opensslBag,
  type OpensslKey,
} from '../authority/openssl-authority.ts';
import { openssl, opensslOutput } from './openssl.ts';
import { elementsOf, tlv } from './tlv.ts';

const KEYS: readonly OpensslKey[] = ['rsa:2048', 'P-256', 'P-384', 'P-521'];
const derOf = (pem: string): Buffer => new X509Certificate(pem).raw;

let leaves: string[];
let ca: string;
let bag: Buffer;
beforeAll(() => {
  using authority = makeOpensslAuthority();
  ca = authority.certificatePem;
  leaves = KEYS.map((key) => authority.issue(makeOpensslCsr(key)));
  bag = opensslBag([...leaves, ca]);
});

const refused = (why: string) =>
  expect.objectContaining({ code: 'CERTIFICATE_MALFORMED', message: expect.stringContaining(why) });

/** The element with an indefinite length, as Bouncy Castle writes those that are not within a certificate. */
const indefinite = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.of(tag, 0x80), ...parts, Buffer.of(0, 0)]);

/** The certs-only message that Bouncy Castle's CMSSignedDataGenerator makes, from that of openssl. */
function asBouncyCastle(message: Buffer): Buffer {
  const [type, content] = elementsOf(message);
  const [version, digests, encapsulated, certificates, signers] = elementsOf(elementsOf(content!)[0]!);
  const set = indefinite(0xa0, ...elementsOf(certificates!));
  return indefinite(0x30, type!, indefinite(0xa0, indefinite(0x30, version!, digests!, encapsulated!, set, signers!)));
}

describe('readCertificateBag', () => {
  it('finds the certificates of every kind of key, byte for byte', () => {
    expect(readCertificateBag(bag)).toEqual([...leaves, ca].map(derOf));
  });

  it.each<[string, (der: Buffer) => Uint8Array]>([
    ['base64 in one line', (der) => Buffer.from(der.toString('base64'))],
    ['base64 with CRLF every 76 columns, as EST servers send it', (der) => Buffer.from(mimeBase64(der))],
    ['base64 with LF', (der) => Buffer.from(mimeBase64(der).replaceAll('\r', ''))],
    ['PEM', () => opensslBag([...leaves, ca], 'PEM')],
    [
      'PEM with the label of RFC 7468',
      () =>
        Buffer.from(
          opensslBag([...leaves, ca], 'PEM')
            .toString()
            .replaceAll('PKCS7', 'CMS'),
        ),
    ],
    ['a view into a larger buffer', (der) => new Uint8Array(Buffer.concat([Buffer.of(1, 2, 3), der])).subarray(3)],
  ])('reads %s', (_case, encode) => {
    expect(readCertificateBag(encode(bag))).toEqual([...leaves, ca].map(derOf));
  });

  it('reads BER with indefinite lengths around the certificates, which openssl reads alike', () => {
    const ber = asBouncyCastle(bag);
    expect(openssl(['pkcs7', '-inform', 'DER', '-print_certs'], ber).text).toContain('subject=CN = device-42');
    expect(readCertificateBag(ber)).toEqual([...leaves, ca].map(derOf));
    expect(readCertificateBag(Buffer.from(mimeBase64(ber)))).toEqual([...leaves, ca].map(derOf));
  });

  it('reads a message that is signed, and one that carries a CRL too', () => {
    using authority = makeOpensslAuthority();
    const signer = ['-signer', authority.certificatePath, '-inkey', authority.keyPath];
    const signed = opensslOutput(['cms', '-sign', '-nodetach', '-binary', '-outform', 'DER', ...signer]);
    expect(readCertificateBag(signed)).toEqual([derOf(authority.certificatePem)]);
    const [type, content] = elementsOf(bag);
    const [version, digests, encapsulated, certificates, signers] = elementsOf(elementsOf(content!)[0]!);
    const withCrl = tlv(0x30, version!, digests!, encapsulated!, certificates!, tlv(0xa1, tlv(0x30)), signers!);
    expect(readCertificateBag(tlv(0x30, type!, tlv(0xa0, withCrl)))).toHaveLength(5);
  });

  it('is empty when the message has no certificates', () => {
    const [type, content] = elementsOf(bag);
    const [version, digests, encapsulated, , signers] = elementsOf(elementsOf(content!)[0]!);
    const signedData = tlv(0x30, version!, digests!, encapsulated!, signers!);
    expect(readCertificateBag(tlv(0x30, type!, tlv(0xa0, signedData)))).toEqual([]);
  });

  it.each<[string, () => Uint8Array, string]>([
    ['nothing', () => Buffer.alloc(0), 'it is empty'],
    ['a web page', () => Buffer.from('<html>Sign in</html>'), 'neither base64, nor PEM, nor DER'],
    ['base64 that lost a character', () => Buffer.from(bag.toString('base64').slice(1)), 'neither base64'],
    ['one certificate in PEM', () => Buffer.from(ca), 'a PEM block of type CERTIFICATE'],
    ['one certificate in DER', () => derOf(ca), 'it is a certificate instead'],
    ['two messages', () => Buffer.concat([opensslBag([ca], 'PEM'), opensslBag([ca], 'PEM')]), '2 PEM blocks'],
    ['a message that is cut off', () => bag.subarray(0, -1), 'cut off'],
    ['a message with something behind it', () => Buffer.concat([bag, Buffer.of(0)]), '1 bytes follow'],
    ['BER with something behind it', () => Buffer.concat([asBouncyCastle(bag), Buffer.of(0)]), '1 bytes follow'],
    ['BER that is cut off', () => asBouncyCastle(bag).subarray(0, -2), 'cut off'],
    ['encrypted content', () => tlv(0x30, Buffer.from('06092a864886f70d010703', 'hex')), '1.2.840.113549.1.7.3'],
    [
      'indefinite lengths within indefinite lengths without end',
      () => Buffer.alloc(4_000, Buffer.of(0x30, 0x80)),
      'nested too deep',
    ],
    ['a primitive of indefinite length', () => indefinite(0x30, Buffer.of(0x04, 0x80, 0, 0)), 'primitive'],
    ['more than any chain', () => tlv(0x30, Buffer.alloc(65_534, 5)), 'larger than'],
  ])('refuses %s', (_case, make, why) => {
    expect(() => readCertificateBag(make())).toThrow(refused(why));
  });

  it('says that it is BER, when the certificates themselves are', () => {
    const [type, content] = elementsOf(bag);
    const [version, digests, encapsulated, certificates, signers] = elementsOf(elementsOf(content!)[0]!);
    const ber = tlv(0xa0, indefinite(0x30, ...elementsOf(elementsOf(certificates!)[0]!)));
    const signedData = tlv(0x30, version!, digests!, encapsulated!, ber, signers!);
    expect(() => readCertificateBag(tlv(0x30, type!, tlv(0xa0, signedData)))).toThrow(refused('it is BER, not DER'));
  });

  it('answers any message that was changed with certificates or one kind of error', () => {
    const both = [bag, asBouncyCastle(bag)];
    fc.assert(
      fc.property(fc.constantFrom(...both), fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, mask) => {
        const changed = Buffer.from(message);
        changed[at % changed.length]! ^= mask;
        let error: unknown;
        try {
          readCertificateBag(changed);
        } catch (thrown) {
          error = thrown;
        }
        expect(error === undefined || error instanceof CertprovError).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
