import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildCertificationRequest } from '../../src/csr/build-certification-request.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { importPrivateKey } from '../../src/csr/keys/import-private-key.ts';
import { encodePem, readPemBlocks } from '../../src/csr/pem.ts';
import { CertprovError } from '../../src/errors.ts';
import { elementsOf } from './tlv.ts';

const MOST_MS = 100;
const MOST_BYTES = 50 * 1024 * 1024;

/** As in `tlv.ts`, of any length. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const octets = Buffer.from(
    length.toString(16).padStart(length < 0x1_00 ? 2 : length < 0x1_00_00 ? 4 : 6, '0'),
    'hex',
  );
  return Buffer.concat([Buffer.of(tag, 0x80 | octets.length), octets, content]);
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { der } = buildCertificationRequest({ subject: Buffer.from('3000', 'hex'), privateKey });
const [information, algorithm, signature] = elementsOf(der);
const [version, , spki, attributes] = elementsOf(information!);

/** With some part of it in place of its own. */
const csrWith = ({
  subject = Buffer.from('3000', 'hex'),
  key = spki!,
  asked = attributes!,
}: Readonly<Partial<Record<'subject' | 'key' | 'asked', Buffer>>>): Buffer =>
  element(0x30, element(0x30, version!, subject, key, asked), algorithm!, signature!);

const RDN = Buffer.from('310b300906035504030c02413f', 'hex');
const nested = (bytes: number): Buffer => {
  const layers: Buffer[] = [];
  for (let length = 0; length < bytes;) {
    const head = element(0x30, Buffer.alloc(length)).subarray(
      0,
      length < 0x80 ? 2 : length < 0x1_00 ? 3 : length < 0x1_00_00 ? 4 : 5,
    );
    layers.unshift(head);
    length += head.length;
  }
  return Buffer.concat(layers);
};
const rsaKey = (modulusBytes: number, exponentBytes: number): Buffer =>
  element(
    0x30,
    Buffer.from('300d06092a864886f70d0101010500', 'hex'),
    element(
      0x03,
      Buffer.of(0),
      element(0x30, element(0x02, Buffer.alloc(modulusBytes, 0x7f)), element(0x02, Buffer.alloc(exponentBytes, 0x7f))),
    ),
  );
const pem = (content: Buffer): Buffer => Buffer.from(encodePem('CERTIFICATE REQUEST', content));

const BOMBS: Readonly<Record<string, Buffer>> = {
  '60 KB of nesting': nested(60_000),
  '60 KB of nesting, PEM': pem(nested(60_000)),
  '30,000 empty elements': element(0x30, Buffer.alloc(60_000).fill(Buffer.of(0x30, 0))),
  'a name of 4,000 RDNs': csrWith({ subject: element(0x30, ...Array<Buffer>(4_000).fill(RDN)) }),
  'a text of 60 KB': csrWith({
    subject: element(
      0x30,
      element(0x31, element(0x30, Buffer.from('0603550403', 'hex'), element(0x0c, Buffer.alloc(60_000, 'A')))),
    ),
  }),
  'an OID of 60 KB': csrWith({
    subject: element(
      0x30,
      element(0x31, element(0x30, element(0x06, Buffer.alloc(60_000, 0x81)), Buffer.from('0c0141', 'hex'))),
    ),
  }),
  'a modulus of 400,000 bits': csrWith({ key: rsaKey(50_000, 3) }),
  'an exponent of 16,000 bits': csrWith({ key: rsaKey(2_000, 2_000) }),
  '10,000 attributes': csrWith({ asked: element(0xa0, Buffer.alloc(60_000).fill(Buffer.from('300406002a00', 'hex'))) }),
  '1 MB of one line': Buffer.alloc(1024 * 1024, 'A'),
  '1 MB of line breaks': Buffer.alloc(1024 * 1024, '\n'),
  '1 MB of BEGIN lines': Buffer.alloc(1024 * 1024, '-----BEGIN A-----\n'),
  '1 MB of small blocks': Buffer.alloc(1_000_000, encodePem('CERTIFICATE', Buffer.from('3000', 'hex'))),
  '1 MB of dashes': Buffer.alloc(1024 * 1024, '-'),
  '1 MB of spaces before a block': Buffer.concat([Buffer.alloc(1_000_000, ' '), pem(der)]),
  '8 MB of base64': Buffer.concat([
    Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\n'),
    Buffer.alloc(8_000_000, 'QUJD\n'),
  ]),
};

const READERS: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  'a CSR': parseCertificationRequest,
  'a certificate': parseCertificate,
  roots: (bytes) => readPemBlocks(bytes.toString('utf8')),
  'a key': (bytes) => importPrivateKey(bytes),
};

const allocated = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

describe.each(Object.entries(READERS))('what is read as %s', (_reader, read) => {
  it.each(Object.entries(BOMBS))('may be %s: it costs next to nothing', async (_bomb, bytes) => {
    let best = { ms: Infinity, bytes: Infinity };
    // Others work on this machine too: the processor's time counts, and the best of a few tries.
    for (let attempt = 0; attempt < 5 && (best.ms > MOST_MS || best.bytes > MOST_BYTES); attempt++) {
      const before = allocated();
      const started = process.cpuUsage();
      try {
        await read(bytes);
      } catch (error) {
        if (!(error instanceof CertprovError)) throw error;
      }
      const { user, system } = process.cpuUsage(started);
      best = { ms: Math.min(best.ms, (user + system) / 1000), bytes: Math.min(best.bytes, allocated() - before) };
    }
    expect(best.ms).toBeLessThan(MOST_MS);
    expect(best.bytes).toBeLessThan(MOST_BYTES);
  });
});
