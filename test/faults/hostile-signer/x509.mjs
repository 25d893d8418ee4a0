// Certificates by hand, octet for octet, so that any field of one can be made wrong, and nothing of the program that
// has to find it out takes part.
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export const tlv = (tag, ...parts) => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const size = content.length;
  const bytes = size < 0x80 ? 0 : Math.ceil(size.toString(16).length / 2);
  const length = Buffer.from(
    bytes === 0 ? [size] : [0x80 | bytes, ...Buffer.from(size.toString(16).padStart(bytes * 2, '0'), 'hex')],
  );
  return Buffer.concat([Buffer.of(tag), length, content]);
};

export const hex = (text) => Buffer.from(text, 'hex');
const sequence = (...parts) => tlv(0x30, ...parts);

/** The elements within one element. */
export function elementsOf(der) {
  const elements = [];
  for (let at = header(der, 0).start; at < der.length;) {
    const { end } = header(der, at);
    elements.push(der.subarray(at, end));
    at = end;
  }
  return elements;
}

function header(der, at) {
  const first = der[at + 1];
  const extra = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + extra;
  return { start, end: start + (extra === 0 ? first : der.readUIntBE(at + 2, extra)) };
}

export const derOf = (pem) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
export const pemOf = (der, label = 'CERTIFICATE') =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;

/** Subject and key of a CSR. */
export function requestOf(csrPem) {
  const [, subject, spki] = elementsOf(elementsOf(derOf(csrPem))[0]);
  return { subject, spki };
}

/** Name and key of the CA that the account knows. */
export function authorityOf({ privateKey, certificatePem }) {
  const der = derOf(certificatePem);
  const [, , , , , subject, spki] = elementsOf(elementsOf(der)[0]);
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return { key, subject, spki, pem: pemOf(der) };
}

export function newKey(curve = 'P-256') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  return { privateKey, spki: publicKey.export({ format: 'der', type: 'spki' }) };
}

export function newRsaKey(modulusLength) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { privateKey, spki: publicKey.export({ format: 'der', type: 'spki' }) };
}

export const oid = {
  basicConstraints: '0603551d13',
  keyUsage: '0603551d0f',
  extendedKeyUsage: '0603551d25',
  nameConstraints: '0603551d1e',
  clientAuth: '06082b06010505070302',
  serverAuth: '06082b06010505070301',
  commonName: '0603550403',
  organisation: '060355040a',
  country: '0603550406',
  unknown: '060a2b060104018631630102',
  poison: '060a2b06010401d679020403',
};

export const extension = (id, value, critical = false) =>
  sequence(hex(id), ...(critical ? [hex('0101ff')] : []), tlv(0x04, value));

const notCa = extension(oid.basicConstraints, sequence(), true);
export const usage = (bits) => extension(oid.keyUsage, tlv(0x03, Buffer.of(0, bits)), true);
export const purposes = (...ids) => extension(oid.extendedKeyUsage, sequence(...ids.map((id) => hex(id))));
/** digitalSignature, keyEncipherment, keyCertSign. */
export const BIT = { sign: 0x80, encipher: 0x20, certify: 0x04 };

/** What a good CA puts into a device's certificate, one by one. */
export const goodExtensions = () => ({ ca: notCa, usage: usage(BIT.sign), purposes: purposes(oid.clientAuth) });

export const attribute = (id, text, tag = 0x0c) =>
  sequence(hex(id), tlv(tag, tag === 0x1e ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text)));
export const rdn = (...attributes) => tlv(0x31, ...attributes);
export const name = (...rdns) => sequence(...rdns);

/** The values of a name's attributes, for another spelling of the same. */
export const attributesOf = (subject) =>
  elementsOf(subject).flatMap((set) =>
    elementsOf(set).map((one) => {
      const [id, value] = elementsOf(one);
      return { id: id.toString('hex'), text: value.subarray(header(value, 0).start).toString() };
    }),
  );

export const HASH = {
  sha256: { hash: 'sha256', algorithm: sequence(hex('06082a8648ce3d040302')) },
  sha384: { hash: 'sha384', algorithm: sequence(hex('06082a8648ce3d040303')) },
  sha1: { hash: 'sha1', algorithm: sequence(hex('06072a8648ce3d0401')) },
};

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const after = (milliseconds) => new Date(Date.now() + milliseconds);
const digits = (date) => date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
export const utcTime = (date) => tlv(0x17, Buffer.from(digits(date).slice(2)));
export const generalizedTime = (date) => tlv(0x18, Buffer.from(digits(date)));

export function freshSerial() {
  const octets = randomBytes(16);
  octets[0] = 0x40 | (octets[0] & 0x3f);
  return octets;
}

/** The fields of a certificate that passes; an answer changes what it wants to be wrong. */
export function goodFields({ subject, spki }, authority) {
  return {
    version: hex('a003020102'),
    serial: tlv(0x02, freshSerial()),
    inner: HASH.sha256.algorithm,
    issuer: authority.subject,
    validity: sequence(utcTime(after(-5 * MINUTE)), utcTime(after(365 * DAY))),
    subject,
    spki,
    extensions: Object.values(goodExtensions()),
    signWith: authority.key,
    kind: HASH.sha256,
  };
}

export const validity = (from, to) => sequence(from, to);

export function certificateOf({ kind, signWith, extensions, version, ...fields }) {
  const { serial, inner, issuer, validity: span, subject, spki } = fields;
  const tbs = sequence(
    version,
    serial,
    inner,
    issuer,
    span,
    subject,
    spki,
    ...(extensions.length === 0 ? [] : [tlv(0xa3, sequence(...extensions))]),
  );
  return sequence(tbs, kind.algorithm, tlv(0x03, Buffer.of(0), sign(kind.hash, tbs, signWith)));
}

/** The same key with a compressed point. */
export function compressed(spki) {
  const [algorithm, bits] = elementsOf(spki);
  const point = bits.subarray(-65);
  return sequence(algorithm, tlv(0x03, Buffer.of(0, point[64] & 1 ? 3 : 2), point.subarray(1, 33)));
}
