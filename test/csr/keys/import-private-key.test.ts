import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { importPrivateKey } from '../../../src/csr/keys/import-private-key.ts';
import { encodePem } from '../../../src/csr/pem.ts';
import { derOf, file, makeCa, PASSPHRASE, pkcs12, refusalOf, same, type OpensslCa } from '../key-files.ts';
import { opensslOutput } from '../openssl.ts';
import { elementsOf, tlv } from '../tlv.ts';

const LEGACY = ['-provider', 'legacy', '-provider', 'default'];

describe.each(['rsa-2048', 'P-256', 'P-384', 'P-521'])('importPrivateKey of %s', (kind) => {
  let ca: OpensslCa;
  beforeAll(() => {
    ca = makeCa(kind);
  });
  const traditional = (...args: string[]) => opensslOutput(['pkey', '-in', ca.key, '-traditional', ...args]);

  it.each([
    ['PKCS#8', () => Buffer.from(ca.pem)],
    ['PKCS#8, DER', () => opensslOutput(['pkcs8', '-topk8', '-nocrypt', '-in', ca.key, '-outform', 'DER'])],
    ['the form of before PKCS#8', () => traditional()],
    ['that form, DER', () => traditional('-outform', 'DER')],
    [
      'PKCS#8 with CRLF, a byte order mark and indented',
      () => Buffer.from(`\uFEFF${ca.pem.replaceAll('\n', '\r\n  ')}`),
    ],
    ['PKCS#8 with notes around it', () => Buffer.from(`Bag Attributes\n  friendlyName: ca\n${ca.pem}\nthe end\n`)],
  ])('reads %s', async (_case, make) => {
    const { privateKey, certificatesDer } = await importPrivateKey(make());
    expect(same(privateKey, ca.privateKey)).toBe(true);
    expect(certificatesDer).toEqual([]);
  });

  it.each([
    ['PKCS#8', () => opensslOutput(['pkcs8', '-topk8', '-in', ca.key, '-passout', `pass:${PASSPHRASE}`])],
    [
      'PKCS#8, DER, by scrypt',
      () =>
        opensslOutput([
          'pkcs8',
          '-topk8',
          '-scrypt',
          '-in',
          ca.key,
          '-outform',
          'DER',
          '-passout',
          `pass:${PASSPHRASE}`,
        ]),
    ],
    [
      'PKCS#8 by Triple DES with SHA-1',
      () => opensslOutput(['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', '-in', ca.key, '-passout', `pass:${PASSPHRASE}`]),
    ],
    ['the form of before PKCS#8, AES', () => traditional('-aes256', '-passout', `pass:${PASSPHRASE}`)],
    ['the form of before PKCS#8, Triple DES', () => traditional('-des3', '-passout', `pass:${PASSPHRASE}`)],
    ['PKCS#12 of OpenSSL 3', () => pkcs12(ca)],
    ['PKCS#12 of OpenSSL 1', () => pkcs12(ca, { args: ['-legacy'] })],
    [
      'PKCS#12 by Triple DES alone',
      () => pkcs12(ca, { args: ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES'] }),
    ],
    ['PKCS#12 with a MAC of SHA-512', () => pkcs12(ca, { args: ['-macalg', 'sha512'] })],
    ['PKCS#12 without a MAC', () => pkcs12(ca, { args: ['-nomac'] })],
    ['PKCS#12 by AES-128', () => pkcs12(ca, { args: ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC'] })],
  ])('opens encrypted %s, asks for a passphrase, and tells a wrong one', async (_case, make) => {
    const content = make();
    expect(same((await importPrivateKey(content, PASSPHRASE)).privateKey, ca.privateKey)).toBe(true);
    expect(await refusalOf(content)).toMatchObject({ code: 'KEY_PASSPHRASE_NEEDED', exitCode: 2 });
    expect(await refusalOf(content, `${PASSPHRASE}!`)).toMatchObject({ code: 'KEY_PASSPHRASE_WRONG', exitCode: 2 });
    expect(await refusalOf(content, '')).toMatchObject({ code: 'KEY_PASSPHRASE_WRONG' });
  });
});

describe('importPrivateKey', () => {
  let ca: OpensslCa;
  beforeAll(() => {
    ca = makeCa('P-256');
  });

  it('passes over curve parameters, and keeps the certificates beside the key', async () => {
    const parameters = opensslOutput(['ecparam', '-name', 'prime256v1']).toString();
    const text = `${ca.certificate}${parameters}${ca.pem}${ca.certificate}`;
    const { privateKey, certificatesDer } = await importPrivateKey(Buffer.from(text));
    expect(same(privateKey, ca.privateKey)).toBe(true);
    expect(certificatesDer).toEqual([ca.certificateDer, ca.certificateDer]);
  });

  it.each([
    ['blanks', ' '],
    ['nothing', ''],
    ['CR', '\r'],
    ['tabs', '\t'],
    ['CRLF and an empty line', '\r\n\r\n'],
    ['their escapes', '\\n'],
    ['the escapes of Windows', '\\r\\n'],
    ['escapes escaped once more', '\\\\n'],
  ])('reads a key with %s for line breaks, a mark before it and a NUL behind it', async (_case, ending) => {
    const text = `\uFEFF${ca.pem.replaceAll('\n', ending)}\0`;
    expect(same((await importPrivateKey(Buffer.from(text))).privateKey, ca.privateKey)).toBe(true);
  });

  it('reads a key in JSON, as a value or as a member', async () => {
    for (const text of [JSON.stringify(ca.pem), JSON.stringify({ privateKeyPem: ca.pem }, null, 2)])
      expect(same((await importPrivateKey(Buffer.from(text))).privateKey, ca.privateKey)).toBe(true);
  });

  it.each([
    ['blanks', ' '],
    ['CR', '\r'],
    ['their escapes', '\\n'],
  ])('opens the form of before PKCS#8, encrypted, with %s for line breaks', async (_case, ending) => {
    const args = ['-aes-256-cbc', '-passout', `pass:${PASSPHRASE}`];
    const pem = opensslOutput(['pkey', '-in', ca.key, '-traditional', ...args]).toString();
    const text = Buffer.from(pem.replaceAll('\n', ending));
    expect(same((await importPrivateKey(text, PASSPHRASE)).privateKey, ca.privateKey)).toBe(true);
    expect(await refusalOf(text)).toMatchObject({ code: 'KEY_PASSPHRASE_NEEDED' });
    expect(await refusalOf(text, `${PASSPHRASE}!`)).toMatchObject({ code: 'KEY_PASSPHRASE_WRONG' });
  });

  it('does not mind a passphrase for a key that needs none', async () => {
    expect(same((await importPrivateKey(Buffer.from(ca.pem), 'x')).privateKey, ca.privateKey)).toBe(true);
  });

  it.each([
    ['nothing', () => '', 'there is no private key in the file'],
    ['a certificate', () => ca.certificate, 'it holds CERTIFICATE'],
    ['a certificate in DER', () => ca.certificateDer, 'it holds certificate'],
    ['two keys', () => ca.pem + makeCa('P-256').pem, 'there are 2 private keys in the file'],
    ['a key that is cut off', () => ca.pem.slice(0, 120), 'is cut off'],
    ['UTF-16', () => Buffer.from(ca.pem, 'utf16le'), 'it is UTF-16 text'],
    ['UTF-16 with its mark', () => Buffer.from(`\uFEFF${ca.pem}`, 'utf16le'), 'it is UTF-16 text'],
    ['damaged base64', () => ca.pem.replace(/\n(.)/, '\n*$1'), 'is not valid base64'],
    ['a label that lies', () => ca.certificate.replaceAll('CERTIFICATE', 'PRIVATE KEY'), 'does not hold a private key'],
    ['a key of OpenSSH', () => encodePem('OPENSSH PRIVATE KEY', Buffer.from('openssh-key-v1')), 'format of OpenSSH'],
    ['a text', () => 'the key is in the safe', 'it is neither PEM nor DER'],
    ['damaged DER', () => Buffer.from('3082010002', 'hex'), 'it holds damaged DER'],
    ['far too much', () => 'x'.repeat(300_000), 'the file has 300000 bytes'],
  ])('refuses %s', async (_case, make, message) => {
    expect(await refusalOf(Buffer.from(make()))).toMatchObject({
      code: 'KEY_UNREADABLE',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['DES in the old form', ['rsa', ...LEGACY, '-des', '-traditional'], 'DES-CBC'],
    ['DES in PKCS#8', ['pkcs8', ...LEGACY, '-topk8', '-v1', 'PBE-MD5-DES'], 'pbeWithMD5AndDES-CBC'],
    ['RC2 in PKCS#8', ['pkcs8', ...LEGACY, '-topk8', '-v2', 'rc2'], 'RC2-CBC'],
  ])('refuses %s, with the command that encrypts it anew', async (_case, args, cipher) => {
    const rsa = makeCa('rsa-2048');
    const old = opensslOutput([...args, '-in', rsa.key, '-passout', `pass:${PASSPHRASE}`]);
    const refusal = await refusalOf(old, PASSPHRASE);
    expect(refusal).toMatchObject({ code: 'KEY_UNREADABLE', message: expect.stringContaining(`with ${cipher},`) });
    const [, command = ''] = /openssl (.+) -in ca\.key/.exec(refusal.fix ?? '') ?? [];
    const passphrases = ['-passin', `pass:${PASSPHRASE}`, '-passout', `pass:${PASSPHRASE}`];
    const renewed = opensslOutput([...command.split(' '), '-in', file(old), '-aes256', ...passphrases]);
    expect(same((await importPrivateKey(renewed, PASSPHRASE)).privateKey, rsa.privateKey)).toBe(true);
  });

  it.each([
    ['RSA of 1024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 }), 'the key is RSA 1024'],
    [
      'RSA for PSS',
      generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256' }),
      'the key is RSA-PSS 2048',
    ],
    ['Ed25519', generateKeyPairSync('ed25519'), 'the key is Ed25519'],
    ['X25519', generateKeyPairSync('x25519'), 'the key is X25519'],
    ['EC on another curve', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), 'the key is EC secp256k1'],
    ['DSA', generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }), 'the key is DSA 2048'],
  ])('refuses a key that no CA for AWS IoT can have: %s', async (_case, { privateKey }, message) => {
    expect(await refusalOf(Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()))).toMatchObject({
      code: 'KEY_REFUSED',
      message: expect.stringContaining(message),
      fix: expect.stringContaining('P-256'),
    });
  });

  it('refuses a private half that another public half lies beside', async () => {
    const [one, two] = [ca, makeCa('P-256')].map(({ key }) =>
      elementsOf(opensslOutput(['pkey', '-in', key, '-traditional', '-outform', 'DER'])),
    );
    const mixed = tlv(0x30, one![0]!, one![1]!, two![2]!, two![3]!);
    expect((await refusalOf(mixed)).code).toMatch(/^KEY_(REFUSED|UNREADABLE)$/);
  });

  it('has no byte of a key in any error', async () => {
    const rsa = makeCa('rsa-2048');
    const pem = rsa.pem;
    const cases: [string | Buffer, string?][] = [
      [pem.slice(0, 700)],
      [pem.replace(/\n(.)/, '\n*$1')],
      [pem.replaceAll('\n', '\\t')],
      [pem.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY')],
      [pem.replaceAll('PRIVATE KEY', 'SECRET')],
      [pem + pem],
      [pem.replace('MII', 'MIJ')],
      [derOf(pem).subarray(0, 600)],
      [Buffer.concat([derOf(pem), Buffer.of(0)])],
      [opensslOutput(['pkey', '-in', rsa.key, '-aes256', '-passout', 'pass:x']), 'y'],
      [pkcs12(rsa), 'wrong'],
      [pkcs12(rsa).subarray(0, 900), PASSPHRASE],
      [Buffer.from(ca.pem.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY').replace('EH', 'EI'))],
    ];
    for (const [content, passphrase] of cases) {
      const error = await refusalOf(Buffer.from(content), passphrase);
      const shown = `${inspect(error, { depth: 9, showHidden: true })}${error.stack}${JSON.stringify(error)}`;
      const base64 =
        Buffer.from(content)
          .toString()
          .match(/[\w+/]{12,}/g) ?? [];
      for (const word of base64) expect(shown).not.toContain(word.slice(0, 12));
      for (const word of derOf(pem).toString('hex').matchAll(/.{16}/g)) expect(shown).not.toContain(word[0]);
      expect(error.cause).toBeUndefined();
    }
  });
});
