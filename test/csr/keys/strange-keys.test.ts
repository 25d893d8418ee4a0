import { expect, it } from 'vitest';
import { importPrivateKey } from '../../../src/csr/keys/import-private-key.ts';
import { isPkcs12 } from '../../../src/csr/keys/is-pkcs12.ts';
import { tlv } from '../tlv.ts';

const VERSION = tlv(0x02, Buffer.of(3));
const DATA = tlv(0x06, Buffer.from('2a864886f70d010701', 'hex'));

it.each([
  ['a version and a ContentInfo', tlv(0x30, VERSION, tlv(0x30, DATA)), true],
  ['a version alone', tlv(0x30, VERSION), false],
  ['an empty ContentInfo', tlv(0x30, VERSION, tlv(0x30)), false],
  ['another content type', tlv(0x30, VERSION, tlv(0x30, tlv(0x06, Buffer.of(0x2a, 3)))), false],
  ['no SEQUENCE', tlv(0x31, VERSION, tlv(0x30, DATA)), false],
  ['no version', tlv(0x30, tlv(0x30, DATA)), false],
  ['nothing', Buffer.alloc(0), false],
])('tells a PKCS#12 file by its outline: %s', (_what, bytes, is) => {
  expect(isPkcs12(bytes)).toBe(is);
});

it('says of an encrypted key of which nothing can be read that it is damaged', async () => {
  const pem = (der: Buffer) =>
    `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${der.toString('base64')}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
  const damaged = tlv(0x30, tlv(0x30, tlv(0x06, Buffer.of(0x80))), tlv(0x04, Buffer.of(1)));
  await expect(importPrivateKey(Buffer.from(pem(damaged)), 'word')).rejects.toMatchObject({
    code: 'KEY_UNREADABLE',
    message: expect.stringMatching(/is damaged, or not whole$/),
  });
});
