import { describe, expect, it } from 'vitest';
import { extendedKeyUsage, keyUsage, basicConstraints, type Extension } from '../../../src/csr/extensions.ts';
import { deviceExtensions, spkiOf } from '../../csr/issuing.ts';
import { answer, authority, device, failures, issue, judge, notes, subject } from './trial-setting.ts';
import { buildCertificationRequest } from '../../../src/csr/build-certification-request.ts';
import { judgeCsr } from '../../../src/checks/trial/judge-csr.ts';
import { tlv } from '../../csr/tlv.ts';

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const text = (tag: number, value: string): Buffer => tlv(tag, Buffer.from(value));
const good = deviceExtensions(authority, spkiOf(device.publicKey));
const judged = (oid: string, value: Buffer, critical = false) =>
  judge(answer(issue({ extensions: [...good.filter((each) => each.oid !== oid), { oid, critical, value }] }).pem));

const NAMES: Readonly<Record<string, Buffer>> = {
  'an address of 3 octets': tlv(0x87, Buffer.alloc(3, 1)),
  'an address of 8 octets': tlv(0x87, Buffer.alloc(8, 1)),
  'an address of 17 octets': tlv(0x87, Buffer.alloc(17, 1)),
  'an empty dNSName': tlv(0x82),
  'an empty URI': tlv(0x86),
  'an empty rfc822Name': tlv(0x81),
  'a dNSName with a NUL': text(0x82, 'a\0b'),
  'a dNSName that is a blank': text(0x82, ' '),
  'a dNSName in UTF-8': text(0x82, 'gerät'),
  'a primitive directoryName': tlv(0x84, hex('3000')),
  'a directoryName without its own tag': tlv(0xa4, hex('3100')),
  'two directoryNames in one': tlv(0xa4, hex('3000'), hex('3000')),
  'a directoryName of an INTEGER': tlv(0xa4, tlv(0x30, tlv(0x31, tlv(0x30, hex('0603550403'), hex('020101'))))),
  'a UTF8String': text(0x0c, 'a'),
  'an OCTET STRING': text(0x04, 'a'),
  'a dNSName that is constructed': tlv(0xa2, text(0x16, 'a')),
  'an otherName without a value': tlv(0xa0, hex('06032a0304')),
  'a registeredID that is cut off': tlv(0x88, hex('2a86')),
  'a number that is not known': tlv(0x89, hex('01')),
};

describe.each(Object.entries(NAMES))('a subjectAltName with %s', (_case, name) => {
  const value = tlv(0x30, name);

  it('fails in a certificate', () => {
    const failed = failures(judged('2.5.29.17', value));
    expect(failed.some((code) => code === 'EXTENSIONS_READABLE' || code === 'ONE_CERTIFICATE')).toBe(true);
  });

  it('fails in a CSR', () => {
    const extensions: Extension[] = [{ oid: '2.5.29.17', critical: false, value }];
    const { pem } = buildCertificationRequest({ subject, privateKey: device.privateKey, extensions });
    expect(
      judgeCsr(Buffer.from(pem))
        .filter(({ passed }) => !passed)
        .map(({ code }) => code),
    ).toEqual(['CSR_READABLE']);
  });
});

describe('malformed content of a known extension fails', () => {
  it.each<[string, string, Buffer]>([
    ['a key identifier that is none', '2.5.29.14', hex('0500')],
    ['an empty key identifier', '2.5.29.14', hex('0400')],
    ['no key usage', '2.5.29.15', hex('030100')],
    ['key usage as a number', '2.5.29.15', hex('020180')],
    ['key usage with unused bits that are set', '2.5.29.15', hex('030207ff')],
    ['no subjectAltName', '2.5.29.17', hex('3000')],
    ['no issuerAltName', '2.5.29.18', hex('3000')],
    ['an issuerAltName that is none', '2.5.29.18', hex('0500')],
    ['basicConstraints with a third member', '2.5.29.19', hex('3009 0101ff 020100 020100')],
    ['basicConstraints with a text', '2.5.29.19', hex('3003 0c0141')],
    ['a truth that is neither', '2.5.29.19', hex('3003 010101')],
    ['no constraints', '2.5.29.30', hex('3000')],
    ['no distribution point', '2.5.29.31', hex('3000')],
    ['a distribution point without a place', '2.5.29.31', hex('3002 3000')],
    ['no policy', '2.5.29.32', hex('3000')],
    ['a policy twice', '2.5.29.32', hex('300c 3004 06022a03 3004 06022a03')],
    ['a policy that is no identifier', '2.5.29.32', hex('3005 3003 020101')],
    ['an authority with a serial number alone', '2.5.29.35', hex('3003 820101')],
    ['an authority that is a text', '2.5.29.35', hex('0c0141')],
    ['an authority with an unknown member', '2.5.29.35', hex('3003 830101')],
    ['no purpose', '2.5.29.37', hex('3000')],
    ['a purpose that is a number', '2.5.29.37', hex('3003 020101')],
    ['no access description', '1.3.6.1.5.5.7.1.1', hex('3000')],
    ['an access description without a place', '1.3.6.1.5.5.7.1.1', hex('300c 300a 06082b06010505073001')],
    ['a Netscape type that is a number', '2.16.840.1.113730.1.1', hex('020101')],
    ['octets that are no DER', '2.5.29.32', hex('ffff')],
    ['octets behind the DER', '1.3.6.1.5.5.7.1.24', hex('3003 020105 00')],
    ['nothing at all', '2.5.29.31', Buffer.alloc(0)],
  ])('%s', (_case, oid, value) => {
    const failed = failures(judged(oid, value));
    expect(failed.some((code) => code === 'EXTENSIONS_READABLE' || code === 'ONE_CERTIFICATE')).toBe(true);
  });
});

describe('critical is not the same as known', () => {
  const aia = hex('3018 3016 06082b06010505073001 860a 687474703a2f2f612f62'.replaceAll(' ', ''));

  it.each<[string, string, Buffer]>([
    ['authorityInfoAccess', '1.3.6.1.5.5.7.1.1', aia],
    ['subjectInfoAccess', '1.3.6.1.5.5.7.1.11', aia],
    ['issuerAltName', '2.5.29.18', tlv(0x30, text(0x82, 'ca.example'))],
    ['TLS feature', '1.3.6.1.5.5.7.1.24', hex('3003020105')],
    ['the comment of Netscape', '2.16.840.1.113730.1.13', text(0x16, 'hello')],
    ['a private one', '1.3.6.1.4.1.99999.1', hex('0500')],
  ])('%s fails', (_case, oid, value) => {
    expect(failures(judged(oid, value, true))).toEqual(['CRITICAL_EXTENSIONS']);
    expect(failures(judged(oid, value, false))).toEqual([]);
  });

  it.each<[string, string]>([
    ['the key identifier', '2.5.29.14'],
    ['the key identifier of the CA', '2.5.29.35'],
  ])('%s is a note', (_case, oid) => {
    const { value } = good.find((each) => each.oid === oid)!;
    expect(failures(judged(oid, value, true))).toEqual([]);
    expect(notes(judged(oid, value, true))).toContain('CRITICAL_EXTENSIONS');
  });

  it('policies are a note, and their malformed content a failure', () => {
    expect(notes(judged('2.5.29.32', hex('3006 3004 06022a03'), true))).toContain('CRITICAL_EXTENSIONS');
    expect(failures(judged('2.5.29.32', hex('3000'), true))).toContain('CRITICAL_EXTENSIONS');
  });

  it('what a device may do besides is a note', () => {
    for (const extensions of [
      [basicConstraints({ ca: false }), keyUsage(['digitalSignature', 'cRLSign']), extendedKeyUsage(['clientAuth'])],
      [
        basicConstraints({ ca: false }),
        keyUsage(['digitalSignature']),
        extendedKeyUsage(['clientAuth', 'OCSPSigning']),
      ],
      [
        basicConstraints({ ca: false }),
        keyUsage(['digitalSignature']),
        extendedKeyUsage(['clientAuth', 'timeStamping']),
      ],
    ]) {
      const verdict = judge(answer(issue({ extensions }).pem));
      expect(failures(verdict)).toEqual([]);
      expect(notes(verdict)).toContain('CLIENT_AUTH');
    }
  });
});
