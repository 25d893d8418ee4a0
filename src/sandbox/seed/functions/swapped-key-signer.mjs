import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { signCsr } from './private-ca.mjs';

/** Makes a key for the device instead of certifying the device's own: right name, right CA, wrong key. */
export const handler = async ({ certificateSigningRequest }) => {
  const subject = subjectOf(certificateSigningRequest);
  return { certificatePem: await signCsr(csrFor(subject)) };
};

/** CertificationRequest { CertificationRequestInfo { version, subject, … */
function subjectOf(csrPem) {
  const der = Buffer.from(csrPem.replace(/-----[^-]+-----/g, ''), 'base64');
  const request = enter(der, 0);
  const info = enter(der, request.start);
  const version = enter(der, info.start);
  return der.subarray(version.end, enter(der, version.end).end);
}

function csrFor(subject) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  const info = element(0x30, element(0x02, Buffer.of(0)), subject, publicKey, element(0xa0));
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' });
  const ecdsaWithSha256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
  const signature = element(0x03, Buffer.of(0), sign('sha256', info, key));
  const csr = element(0x30, info, ecdsaWithSha256, signature).toString('base64');
  return `-----BEGIN CERTIFICATE REQUEST-----\n${csr.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

/** Where the contents of a DER element start and end; for a sequence, `start` is its first element. */
function enter(der, offset) {
  const first = der[offset + 1];
  const extra = first < 0x80 ? 0 : first - 0x80;
  const length = extra === 0 ? first : der.readUIntBE(offset + 2, extra);
  const start = offset + 2 + extra;
  return { start, end: start + length };
}

function element(tag, ...contents) {
  const body = Buffer.concat(contents);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
}
