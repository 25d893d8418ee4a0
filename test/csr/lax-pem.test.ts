import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgeCsr } from '../../src/checks/trial/judge-csr.ts';
import { unreadableText } from '../../src/csr/answer-pem.ts';
import { buildCertificationRequest } from '../../src/csr/build-certification-request.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { encodePem } from '../../src/csr/pem.ts';
import { readRequest } from '../../src/signer/read-request.ts';
import { openssl } from './openssl.ts';
import { elementsOf, tlv } from './tlv.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const subject = encodeName([[{ type: 'CN', value: 'device-1' }]]);
const { pem, der } = buildCertificationRequest({ subject, privateKey });

describe('a CSR file is read', () => {
  it.each<[string, string]>([
    ['with blanks for line breaks', pem.replaceAll('\n', ' ')],
    ['with tabs for line breaks', pem.replaceAll('\n', '\t')],
    ['with no line breaks', pem.replaceAll('\n', '')],
    ['with CR line ends', pem.replaceAll('\n', '\r')],
    ['with CRLF line ends', pem.replaceAll('\n', '\r\n')],
    ['with base64 on the line of BEGIN', pem.replace('-----\n', '-----')],
    ['with base64 on the line of END', pem.replace('\n-----END', '-----END')],
    ['with blanks in its base64', pem.replace(/(\nMI.{10})/, '$1  \t')],
    ['with empty lines', pem.replaceAll('\n', '\n\n')],
    ['with indented lines', pem.replaceAll(/^/gm, '\t')],
    ['with form feeds', pem.replaceAll('\n', '\f\n\v')],
    ['with a NUL behind it', `${pem}\0`],
    ['with the NUL right behind END', `${pem.trimEnd()}\0`],
    ['with a byte order mark', `\uFEFF${pem}`],
    ['with text around it', `Certificate Request:\n  Data:\n${pem}\nbye`],
  ])('%s, by the dry run and by the signer', (_case, text) => {
    expect(parseCertificationRequest(Buffer.from(text)).pem).toBe(pem);
    expect(readRequest(text).pem).toBe(pem);
  });

  it.each<[string, string]>([
    ['a character too few', pem.replace(/(\nMI.{10})./, '$1')],
    ['a foreign character', pem.replace(/(\nMI.{10})./, '$1_')],
    ['another block within', pem.replace('\nMI', `\n${pem}MI`)],
    ['escaped line breaks', pem.replaceAll('\n', '\\n')],
    ['a PEM in it', encodePem('CERTIFICATE REQUEST', Buffer.from(pem))],
  ])('but not with %s', (_case, text) => {
    expect(() => parseCertificationRequest(Buffer.from(text))).toThrow(
      expect.objectContaining({ name: 'CertprovError' }),
    );
  });
});

describe('an answer is read as OpenSSL, Go and mbedTLS read it', () => {
  const certificate = encodePem('CERTIFICATE', Buffer.alloc(200, 1));

  it.each<[string, string]>([
    ['as it is', certificate],
    ['with CRLF', certificate.replaceAll('\n', '\r\n')],
    ['without the last line break', certificate.trimEnd()],
    ['twice, with an empty line between', `${certificate}\n${certificate}`],
    ['in one line of base64', certificate.replaceAll(/(?<=\w{64})\n(?!-)/g, '')],
  ])('%s', (_case, text) => {
    expect(unreadableText(text)).toBeUndefined();
  });

  it.each<[string, string]>([
    ['a byte order mark', `\uFEFF${certificate}`],
    ['a zero-width space', `\u200B${certificate}`],
    ['no-break spaces', certificate.replaceAll('\n', '\u00A0\n')],
    ['vertical tabs', certificate.replaceAll('\n', '\v\n')],
    ['form feeds', certificate.replaceAll('\n', '\f\n')],
    ['a NUL', `${certificate}\0`],
    ['CR alone', certificate.replaceAll('\n', '\r')],
    ['two CR', certificate.replaceAll('\n', '\r\r\n')],
    ['an indented BEGIN', ` ${certificate}`],
    ['indented lines', certificate.replaceAll(/^/gm, '  ')],
    ['an empty line behind BEGIN', certificate.replace('\n', '\n\n')],
    ['an empty line before END', certificate.replace('\n-----END', '\n\n-----END')],
    ['a line of blanks', certificate.replace('\n-----END', '\n  \n-----END')],
    ['a blank in its base64', certificate.replace(/(\nAQ..)/, '$1 ')],
  ])('and not with %s', (_case, text) => {
    expect(unreadableText(text)).toBeDefined();
  });
});

it('a certificate in a PEM block in a PEM block is none', () => {
  const inner = encodePem('CERTIFICATE', Buffer.from('3000', 'hex'));
  expect(() => parseCertificate(encodePem('CERTIFICATE', Buffer.from(inner)))).toThrow(/malformed/);
});

describe('RSASSA-PSS with another hash for its mask', () => {
  const [information = Buffer.alloc(0)] = elementsOf(der);
  const hash = (oid: string): Buffer => tlv(0x30, Buffer.from(oid, 'hex'));
  const SHA1 = hash('06052b0e03021a');
  const SHA256 = hash('0609608648016503040201');
  const mgf1 = tlv(0x30, Buffer.from('06092a864886f70d010108', 'hex'), SHA1);
  const parameters = tlv(0x30, tlv(0xa0, SHA256), tlv(0xa1, mgf1), tlv(0xa2, Buffer.from('020120', 'hex')));
  const algorithm = tlv(0x30, Buffer.from('06092a864886f70d01010a', 'hex'), parameters);

  /** OpenSSL signs, since node:crypto has no option for the hash of the mask of an RSA key. */
  function signedByOpenssl(): string {
    const csr = openssl([
      'req',
      '-new',
      '-sha256',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      '/dev/null',
      '-subj',
      '/CN=device-1',
      '-sigopt',
      'rsa_padding_mode:pss',
      '-sigopt',
      'rsa_mgf1_md:sha1',
      '-sigopt',
      'rsa_pss_saltlen:32',
    ]);
    return csr.text.slice(csr.text.indexOf('-----BEGIN'));
  }

  it('is valid, as OpenSSL says, with a note', () => {
    const checks = judgeCsr(Buffer.from(signedByOpenssl()));
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(checks.find(({ code }) => code === 'CSR_SIGNATURE_VALID')).toMatchObject({ severity: 'note' });
  });

  it('is not valid where the mask is made with the hash of the message', () => {
    const signature = sign('sha256', information, {
      key: privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    });
    const csr = tlv(0x30, information, algorithm, tlv(0x03, Buffer.of(0), signature));
    expect(parseCertificationRequest(csr).signatureValid).toBe(false);
  });
});
