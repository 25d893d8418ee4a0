import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { importPrivateKey } from '../../../src/csr/keys/import-private-key.ts';
import { file, makeCa, PASSPHRASE, pkcs12, refusalOf, same, type OpensslCa } from '../key-files.ts';
import { opensslOutput } from '../openssl.ts';
import { elementsOf, tlv } from '../tlv.ts';

/** Of one element, by its header. */
function contentOf(der: Buffer): Buffer {
  const first = der.readUInt8(1);
  return der.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
}

describe('importPrivateKey of PKCS#12', () => {
  let [rsa, ec]: OpensslCa[] = [];
  beforeAll(() => {
    [rsa, ec] = [makeCa('rsa-3072'), makeCa('P-256')];
  });

  it.each([
    ['RSA, OpenSSL 3', () => rsa!, []],
    ['RSA, OpenSSL 1', () => rsa!, ['-legacy']],
    ['EC, OpenSSL 3', () => ec!, []],
    ['EC, OpenSSL 1', () => ec!, ['-legacy']],
  ])('returns the certificates as they were put in: %s', async (_case, ca, args) => {
    const { certificatesDer } = await importPrivateKey(pkcs12(ca(), { args }), PASSPHRASE);
    expect(certificatesDer).toHaveLength(1);
    expect(certificatesDer[0]!.equals(ca().certificateDer)).toBe(true);
  });

  it.each([[[]], [['-legacy']], [['-nomac']]])('takes a passphrase of any letters, with %j', async (args) => {
    const passphrase = 'Schlüssel ключ 🔑';
    const { privateKey } = await importPrivateKey(pkcs12(ec!, { passphrase, args }), passphrase);
    expect(same(privateKey, ec!.privateKey)).toBe(true);
  });

  it.each([[[]], [['-legacy']], [['-nomac']]])('needs none for an empty one, with %j', async (args) => {
    const content = pkcs12(ec!, { passphrase: '', args });
    expect(same((await importPrivateKey(content)).privateKey, ec!.privateKey)).toBe(true);
    expect(same((await importPrivateKey(content, '')).privateKey, ec!.privateKey)).toBe(true);
  });

  it('reads a key that is not encrypted', async () => {
    const content = pkcs12(ec!, { passphrase: '', args: ['-keypbe', 'NONE', '-certpbe', 'NONE'] });
    expect(same((await importPrivateKey(content)).privateKey, ec!.privateKey)).toBe(true);
  });

  it('reads one whose password is no octets at all, as some programs write an empty one', async () => {
    const args = ['-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac'];
    const [version, authSafe] = elementsOf(pkcs12(ec!, { passphrase: '', args }));
    const content = contentOf(elementsOf(elementsOf(authSafe!)[1]!)[0]!);
    const kdf = ['digest:SHA1', 'hexsalt:0102030405060708', 'id:3', 'iter:2048', 'pass:'];
    const options = kdf.flatMap((option) => ['-kdfopt', option]);
    const key = opensslOutput(['kdf', '-keylen', '20', '-binary', ...options, 'PKCS12KDF']);
    const mac = createHmac('sha1', key).update(content).digest();
    const sha1 = tlv(0x30, Buffer.from('06052b0e03021a0500', 'hex'));
    const salt = tlv(0x04, Buffer.from('0102030405060708', 'hex'));
    const macData = tlv(0x30, tlv(0x30, sha1, tlv(0x04, mac)), salt, Buffer.from('02020800', 'hex'));
    const file12 = tlv(0x30, version!, authSafe!, macData);
    expect(same((await importPrivateKey(file12)).privateKey, ec!.privateKey)).toBe(true);
    expect(await refusalOf(file12, 'x')).toMatchObject({ code: 'KEY_PASSPHRASE_WRONG' });
  });

  it('reads BER: indefinite lengths, and strings in pieces', async () => {
    const [version, authSafe, macData] = elementsOf(pkcs12(ec!));
    const [type, wrapped] = elementsOf(authSafe!);
    const [octets] = elementsOf(wrapped!);
    const content = contentOf(octets!);
    const end = Buffer.of(0, 0);
    const open = (tag: number, ...parts: Buffer[]) => Buffer.concat([Buffer.of(tag, 0x80), ...parts, end]);
    const pieces = [tlv(0x04, content.subarray(0, 100)), tlv(0x04, content.subarray(100))];
    const ber = open(0x30, version!, open(0x30, type!, open(0xa0, open(0x24, ...pieces))), macData!);
    expect(same((await importPrivateKey(ber, PASSPHRASE)).privateKey, ec!.privateKey)).toBe(true);
  });

  it('refuses one without a key, and says what it lacks', async () => {
    const content = opensslOutput(['pkcs12', '-export', '-nokeys', '-passout', 'pass:x'], ec!.certificate);
    expect(await refusalOf(content, 'x')).toMatchObject({
      code: 'KEY_UNREADABLE',
      message: 'there is no private key in the PKCS#12 file',
    });
  });

  it('refuses a cipher that it does not read, with the command that converts it', async () => {
    const content = pkcs12(ec!, { args: ['-legacy', '-keypbe', 'PBE-SHA1-RC2-128'] });
    const refusal = await refusalOf(content, PASSPHRASE);
    expect(refusal).toMatchObject({
      code: 'KEY_UNREADABLE',
      message: expect.stringContaining('1.2.840.113549.1.12.1.5'),
    });
    expect(refusal.fix).toContain('openssl pkcs12 -legacy -in ca.p12 -nocerts -out ca.key');
    const [from, to] = [file(content), file()];
    const passphrases = ['-passin', `pass:${PASSPHRASE}`, '-passout', `pass:${PASSPHRASE}`];
    opensslOutput(['pkcs12', '-legacy', '-in', from, '-nocerts', '-out', to, ...passphrases]);
    expect(same((await importPrivateKey(readFileSync(to), PASSPHRASE)).privateKey, ec!.privateKey)).toBe(true);
  });

  it('refuses one that is damaged in any byte, or cut off anywhere', async () => {
    const content = pkcs12(ec!);
    const places = Array.from({ length: 60 }, (_, index) => Math.floor((index * content.length) / 60));
    for (const at of places) {
      const changed = Buffer.from(content);
      changed[at]! ^= 0x55;
      expect((await refusalOf(changed, PASSPHRASE)).code).toMatch(/^KEY_/);
      expect((await refusalOf(content.subarray(0, at), PASSPHRASE)).code).toMatch(/^KEY_UNREADABLE$/);
    }
  });
});
