import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildCertificate } from '../../src/csr/build-certificate.ts';
import {
  buildCertificationRequest,
  generateKey,
  sampleCertificationRequest,
} from '../../src/csr/build-certification-request.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { encodePem } from '../../src/csr/pem.ts';
import { CertprovError } from '../../src/errors.ts';
import { openssl, opensslOutput, withFile } from './openssl.ts';

const subject = encodeName([[{ type: 'CN', value: 'device-1' }]]);
const { privateKey, publicKey } = await generateKey('ec-p256');
const csr = buildCertificationRequest({ subject, privateKey });
const pkcs8 = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const certificate = buildCertificate(
  {
    serial: Buffer.of(1),
    issuer: subject,
    subject,
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    notBefore: new Date(0),
    notAfter: new Date(1e12),
    extensions: [],
    signatureAlgorithm: 'ecdsaWithSHA256',
  },
  privateKey,
);

const bytes = (input: string | Buffer): Buffer => (typeof input === 'string' ? Buffer.from(input) : input);

function refusal(input: string | Buffer): CertprovError {
  try {
    parseCertificationRequest(bytes(input));
  } catch (error) {
    if (error instanceof CertprovError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseCertificationRequest accepts', () => {
  it.each([
    ['PEM', csr.pem],
    ['DER', csr.der],
    ['CRLF line ends', csr.pem.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${csr.pem}`],
    ['white space around and in front of lines', `\n\n  ${csr.pem.replaceAll('\n', '\n\t ')}  \n\n`],
    ['the NEW label', csr.pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')],
    ['one long base64 line', csr.pem.replace(/(?<!-)\n(?!-)/g, '')],
    ['the text of `openssl req -text` in front', opensslOutput(['req', '-text'], csr.pem)],
  ])('%s, and normalises it', (_case, input) => {
    expect(parseCertificationRequest(bytes(input)).pem).toBe(csr.pem);
  });

  it('a CSR without attributes, as OpenSSL does', () => {
    // [0] is the last element of certificationRequestInfo; RFC 2986 does not let it be absent, some devices do.
    const information = Buffer.concat([
      Buffer.from('020100', 'hex'),
      subject,
      publicKey.export({ format: 'der', type: 'spki' }),
    ]);
    const signed = Buffer.concat([Buffer.of(0x30, information.length), information]);
    const signature = sign('sha256', signed, privateKey);
    const rest = Buffer.concat([
      Buffer.from('300a06082a8648ce3d040302', 'hex'),
      Buffer.of(0x03, signature.length + 1, 0),
      signature,
    ]);
    const der = Buffer.concat([Buffer.of(0x30, 0x81, signed.length + rest.length), signed, rest]);

    expect(openssl(['req', '-verify', '-noout', '-inform', 'DER'], der).status).toBe(0);
    expect(parseCertificationRequest(der)).toMatchObject({ signatureValid: true, requestedExtensions: [] });
  });
});

describe('parseCertificationRequest refuses', () => {
  const garbled = csr.der.subarray(0, csr.der.length - 7);
  it.each([
    ['nothing', '', 'CSR_NOT_PEM_OR_DER', /empty/],
    ['white space', ' \r\n\t', 'CSR_NOT_PEM_OR_DER', /empty/],
    ['a certificate in PEM', certificate.pem, 'CSR_IS_CERTIFICATE', /certificate/],
    ['a certificate in DER', certificate.der, 'CSR_IS_CERTIFICATE', /certificate/],
    [
      'a certificate that is labelled as a CSR',
      encodePem('CERTIFICATE REQUEST', certificate.der),
      'CSR_IS_CERTIFICATE',
      /certificate/,
    ],
    [
      'a CSR that is labelled as a certificate',
      encodePem('CERTIFICATE', csr.der),
      'CSR_IS_SOMETHING_ELSE',
      /labelled CERTIFICATE/,
    ],
    [
      'a public key',
      publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      'CSR_IS_SOMETHING_ELSE',
      /public key/,
    ],
    ['a public key in DER', publicKey.export({ format: 'der', type: 'spki' }), 'CSR_IS_SOMETHING_ELSE', /public key/],
    [
      'PKCS#7',
      withFile(certificate.pem, (file) => opensslOutput(['crl2pkcs7', '-nocrl', '-certfile', file])),
      'CSR_IS_SOMETHING_ELSE',
      /PKCS#7/,
    ],
    [
      'PKCS#7 in DER',
      withFile(certificate.pem, (file) => opensslOutput(['crl2pkcs7', '-nocrl', '-outform', 'DER', '-certfile', file])),
      'CSR_IS_SOMETHING_ELSE',
      /PKCS#7/,
    ],
    [
      'PKCS#12',
      withFile(certificate.pem, (file) =>
        opensslOutput(['pkcs12', '-export', '-nokeys', '-in', file, '-passout', 'pass:']),
      ),
      'CSR_IS_SOMETHING_ELSE',
      /PKCS#12/,
    ],
    ['two CSRs', csr.pem + csr.pem, 'CSR_SEVERAL_BLOCKS', /2 PEM blocks/],
    ['PEM without its end', csr.pem.slice(0, 200), 'CSR_NOT_PEM_OR_DER', /cut off/],
    ['PEM without its beginning', csr.pem.slice(100), 'CSR_NOT_PEM_OR_DER', /END line/],
    [
      'PEM with another end',
      csr.pem.replace('END CERTIFICATE REQUEST', 'END CERTIFICATE'),
      'CSR_NOT_PEM_OR_DER',
      /ends as CERTIFICATE/,
    ],
    ['PEM with a character lost', csr.pem.replace(/(?<=\n.{30})./, ''), 'CSR_NOT_PEM_OR_DER', /base64/],
    ['PEM with `\\n` for line breaks', csr.pem.replaceAll('\n', '\\n'), 'CSR_NOT_PEM_OR_DER', /line breaks/],
    ['DER cut off', garbled, 'CSR_MALFORMED', new RegExp(`cut off: ${garbled.length} of ${csr.der.length} bytes`)],
    ['DER cut off within PEM', encodePem('CERTIFICATE REQUEST', garbled), 'CSR_MALFORMED', /cut off/],
    ['DER with trailing bytes', Buffer.concat([csr.der, Buffer.from('\n')]), 'CSR_MALFORMED', /1 bytes follow/],
    ['base64 alone', csr.der.toString('base64'), 'CSR_NOT_PEM_OR_DER', /base64 without/],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${csr.pem}`, 'utf16le'), 'CSR_NOT_PEM_OR_DER', /UTF-16/],
    ['UTF-16 without one', Buffer.from(csr.pem, 'utf16le'), 'CSR_NOT_PEM_OR_DER', /UTF-16/],
    ['big-endian UTF-16', Buffer.from(csr.pem, 'utf16le').swap16(), 'CSR_NOT_PEM_OR_DER', /UTF-16/],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'CSR_NOT_PEM_OR_DER', /web page/],
    ['JSON', JSON.stringify({ certificateSigningRequest: 'x' }), 'CSR_NOT_PEM_OR_DER', /JSON/],
    ['random bytes', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'CSR_NOT_PEM_OR_DER', /neither PEM nor DER/],
    ['text', 'hello', 'CSR_NOT_PEM_OR_DER', /neither PEM nor DER/],
    ['5 MB', Buffer.alloc(5_000_000, csr.pem), 'FILE_TOO_LARGE', /bytes/],
    ['a CSR larger than any', encodePem('CERTIFICATE REQUEST', Buffer.alloc(70_000, 0x30)), 'FILE_TOO_LARGE', /bytes/],
    ['deep nesting', Buffer.from('3080'.repeat(20_000), 'hex'), 'CSR_MALFORMED', /indefinite/],
    ['deep nesting with lengths', nest(60), 'CSR_MALFORMED', /nested/],
    ['a length of 4 GB', Buffer.from('3084ffffffff3000', 'hex'), 'CSR_MALFORMED', /cut off: 8 of/],
    [
      'a length of 126 bytes',
      Buffer.concat([Buffer.of(0x30, 0xfe), Buffer.alloc(200, 0xff)]),
      'CSR_MALFORMED',
      /length/,
    ],
  ])('%s', (_case, input, code, message) => {
    const error = refusal(input);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  it('BER where DER is asked for: the same CSR with a padded length', () => {
    const padded = Buffer.concat([
      Buffer.of(0x30, 0x83, 0x00),
      csr.der.subarray(1, 2).equals(Buffer.of(0x81))
        ? Buffer.concat([Buffer.of(0), csr.der.subarray(2)])
        : csr.der.subarray(2),
    ]);

    expect(refusal(padded).code).toBe('CSR_MALFORMED');
  });
});

function nest(depth: number): Buffer {
  let der = Buffer.alloc(0);
  for (let level = 0; level < depth; level += 1) {
    const length = der.length < 128 ? Buffer.of(der.length) : Buffer.of(0x82, der.length >> 8, der.length & 0xff);
    der = Buffer.concat([Buffer.of(0x30), length, der]);
  }
  return der;
}

describe('a private key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const pkcs1 = rsa.export({ format: 'pem', type: 'pkcs1' }).toString();
  const encrypted = privateKey
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();

  it.each([
    ['PKCS#8', pkcs8],
    ['PKCS#8 in DER', privateKey.export({ format: 'der', type: 'pkcs8' })],
    ['SEC 1', privateKey.export({ format: 'pem', type: 'sec1' }).toString()],
    ['SEC 1 in DER', privateKey.export({ format: 'der', type: 'sec1' })],
    ['PKCS#1', pkcs1],
    ['PKCS#1 in DER', rsa.export({ format: 'der', type: 'pkcs1' })],
    ['encrypted PKCS#8', encrypted],
    ['encrypted PKCS#8 in DER', Buffer.from(encrypted.replace(/-----.*-----|\n/g, ''), 'base64')],
    ['encrypted the old way', opensslOutput(['rsa', '-aes128', '-traditional', '-passout', 'pass:secret'], pkcs1)],
    ['PuTTY', 'PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\nPrivate-Lines: 1\nAAAA'],
    ['a JSON Web Key', JSON.stringify(privateKey.export({ format: 'jwk' }))],
    ['one that is cut off', pkcs8.slice(0, 90)],
    ['one behind a CSR', csr.pem + pkcs8],
    ['one that is labelled as a CSR', pkcs8.replaceAll('PRIVATE KEY', 'CERTIFICATE REQUEST')],
    ['one that is labelled as data', pkcs8.replaceAll('PRIVATE KEY', 'DATA')],
  ])('as %s is recognised and never shown', (_case, input) => {
    const error = refusal(input);
    const secret = bytes(input).toString('latin1');
    expect(error.code).toBe('CSR_IS_PRIVATE_KEY');
    const said = JSON.stringify({
      message: error.message,
      fix: error.fix,
      details: error.details,
      cause: String(error.cause),
    });
    const fragments = (secret.match(/[A-Za-z0-9+/=]{16,}/g) ?? []).flatMap((run) => run.match(/.{16}/g) ?? []);
    expect(fragments.filter((fragment) => said.includes(fragment))).toEqual([]);
  });
});

const opensslRequest = (...args: readonly string[]) => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
  return parseCertificationRequest(withFile(key, (file) => opensslOutput(['req', '-new', '-key', file, ...args])));
};

describe('what is read', () => {
  it.each(['rsa-2048', 'rsa-3072', 'ec-p256', 'ec-p384', 'ec-p521'] as const)(
    'a sample of %s verifies here and in OpenSSL',
    async (type) => {
      const { csrPem } = await sampleCertificationRequest(type, 'thing-1');
      const request = parseCertificationRequest(Buffer.from(csrPem));

      expect(request).toMatchObject({ signatureValid: true, version: 0 });
      expect(request.subject).toMatchObject({ text: 'CN=thing-1', commonName: 'thing-1', isEmpty: false });
      expect(openssl(['req', '-verify', '-noout', '-subject'], csrPem)).toMatchObject({
        status: 0,
        text: expect.stringContaining('thing-1'),
      });
    },
  );

  it('a CSR of OpenSSL with extensions, SAN and RSA-PSS', () => {
    const pss = opensslRequest(
      ...'-subj /C=DE/O=Acme/CN=a -sigopt rsa_padding_mode:pss -sha384'.split(' '),
      '-addext',
      'subjectAltName=DNS:a.example,IP:10.0.0.1,IP:2001:db8::1,URI:urn:x,email:a@b.example',
      '-addext',
      'basicConstraints=critical,CA:TRUE',
    );

    expect(pss.signatureAlgorithm).toMatchObject({ family: 'RSA-PSS', hash: 'sha384', acceptedByAwsIot: true });
    expect(pss.signatureValid).toBe(true);
    expect(pss.subject.text).toBe('CN=a,O=Acme,C=DE');
    expect(pss.subjectAltNames).toEqual([
      'DNS:a.example',
      'IP:10.0.0.1',
      'IP:2001:db8:0:0:0:0:0:1',
      'URI:urn:x',
      'email:a@b.example',
    ]);
    expect(pss.requestedExtensions.map(({ oid, critical }) => [oid, critical])).toEqual([
      ['2.5.29.17', false],
      ['2.5.29.19', true],
    ]);
  });

  it.each(['sha1', 'md5', 'sha224'])(
    'a self-signature with %s verifies: its strength is for the rules to judge',
    (hash) => {
      expect(opensslRequest('-subj', '/CN=a', `-${hash}`)).toMatchObject({
        signatureValid: true,
        signatureAlgorithm: { hash, acceptedByAwsIot: false },
      });
    },
  );

  it('the signature of another key does not verify', async () => {
    const other = await generateKey('ec-p256');
    const forged = buildCertificationRequest({ subject, privateKey: other.privateKey });
    const der = Buffer.concat([csr.der.subarray(0, csr.der.length - 64), forged.der.subarray(forged.der.length - 64)]);

    expect(parseCertificationRequest(der).signatureValid).toBe(false);
  });
});
