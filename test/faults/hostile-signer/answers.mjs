// Every wrong answer by its name. `request` is what the CSR asks for, `authority` the CA that the account has linked.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  after,
  attribute,
  attributesOf,
  BIT,
  certificateOf,
  compressed,
  DAY,
  derOf,
  elementsOf,
  extension,
  generalizedTime,
  goodExtensions,
  goodFields,
  HASH,
  hex,
  name,
  newKey,
  newRsaKey,
  oid,
  pemOf,
  purposes,
  rdn,
  tlv,
  usage,
  utcTime,
  validity,
} from './x509.mjs';

const pem = ({ request, authority }, changes = {}) =>
  pemOf(certificateOf({ ...goodFields(request, authority), ...changes }));
const answer = (certificatePem) => ({ certificatePem });
/** A certificate that is good but for these fields. */
const wrong = (changes) => (asked) => answer(pem(asked, changes(asked)));
const wrongExtensions = (change) => wrong(() => ({ extensions: Object.values({ ...goodExtensions(), ...change }) }));
const wrongName = (make) => wrong(({ request }) => ({ subject: make(attributesOf(request.subject), request.subject) }));
const wrongPem = (change) => (asked) => answer(change(pem(asked), asked));
const wrongDer = (change) => (asked) => answer(pemOf(change(derOf(pem(asked)), asked)));
const spelt = (attributes, tag) => name(...attributes.map(({ id, text }) => rdn(attribute(id, text, tag))));
const filler = (octets) => extension(oid.unknown, tlv(0x04, randomBytes(octets)));
const keyPem = () => newKey().privateKey.export({ format: 'pem', type: 'pkcs8' });
const nested = (depth) => (depth === 0 ? 1 : [nested(depth - 1)]);
const selfMade = (subject) => {
  const { privateKey, spki } = newKey();
  return { subject, spki, key: privateKey };
};

export const ANSWERS = {
  // The shape
  null: () => null,
  nothing: () => undefined,
  'a number': () => 42,
  'the PEM itself': (asked) => pem(asked),
  'JSON in a string': (asked) => JSON.stringify(answer(pem(asked))),
  'an array': (asked) => [answer(pem(asked))],
  'an empty object': () => ({}),
  'made for an HTTP gateway': (asked) => ({ statusCode: 200, body: JSON.stringify(answer(pem(asked))) }),
  'nested JSON': (asked) => ({ certificatePem: answer(pem(asked)) }),
  'deeply nested JSON': () => ({ certificatePem: nested(2000) }),
  'another name': (asked) => ({ CertificatePem: pem(asked) }),
  'the certificate in __proto__': (asked) =>
    JSON.parse(`{"__proto__": ${JSON.stringify(answer(pem(asked)))}, "status": "ok"}`),
  'a list of certificates': (asked) => answer([pem(asked)]),
  'an empty certificate': () => answer(''),
  'six megabytes': (asked) => answer(pem(asked) + ' '.repeat(6 * 1024 * 1024)),
  'two megabytes': (asked) => answer(pem(asked) + ' '.repeat(2 * 1024 * 1024)),
  'more members than AWS knows': (asked) => ({ ...answer(pem(asked)), chain: 'see elsewhere' }),
  'a private key': () => answer(keyPem()),
  'a private key behind the certificate': (asked) => answer(pem(asked) + keyPem()),
  'a private key in an error': () => {
    throw new Error(`cannot use ${keyPem()}`);
  },
  'an error': () => {
    throw new TypeError('the CA is closed on Sundays');
  },
  'an error that writes on the screen': () => {
    throw new Error('\u001B[2J\u001B]52;c;aGVsbG8=\u0007\r✔ pass \u202Eevil\u009B31m');
  },
  'the process ends': () => process.exit(1),
  'the memory is used up': () => {
    const held = [];
    for (;;) held.push(randomBytes(1024).toString('hex').split(''));
  },
  // Time
  'it takes six seconds': async (asked) => {
    await sleep(6_000);
    return answer(pem(asked));
  },
  'it never answers': () => sleep(60_000),
  'it starts slowly': (asked) => answer(pem(asked)),
  // One certificate
  'the leaf and its CA': wrongPem((leaf, { authority }) => leaf + authority.pem),
  'the CA and its leaf': wrongPem((leaf, { authority }) => authority.pem + leaf),
  'two leaves': (asked) => answer(pem(asked) + pem(asked)),
  "another device's behind it": (asked) => answer(pem(asked) + pem(asked, { spki: newKey().spki })),
  'the leaf and a CA that did not issue it': (asked) => {
    const other = selfMade(name(rdn(attribute(oid.commonName, 'Other CA'))));
    const extensions = [extension(oid.basicConstraints, tlv(0x30, hex('0101ff')), true), usage(BIT.certify)];
    return answer(pem(asked) + pem(asked, { ...other, issuer: other.subject, signWith: other.key, extensions }));
  },
  'the same twice': wrongPem((leaf) => leaf + leaf),
  '101 certificates': wrongPem((leaf, { authority }) => leaf + authority.pem.repeat(100)),
  'the CSR': ({ csrPem }) => answer(csrPem),
  'the CSR as a certificate': ({ csrPem }) => answer(pemOf(derOf(csrPem))),
  HTML: () => answer('<!doctype html><title>Certificates</title>'),
  'base64 alone': (asked) => answer(derOf(pem(asked)).toString('base64')),
  'text before it': wrongPem((leaf) => `subject=CN = device\n${leaf}`),
  'text behind it': wrongPem((leaf) => `${leaf}issued by hand`),
  'another label': wrongPem((leaf) => leaf.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')),
  'the label of a trusted one': wrongPem((leaf) => leaf.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')),
  'PKCS#7': wrongPem((leaf) => leaf.replaceAll('CERTIFICATE', 'PKCS7')),
  'escaped line breaks': wrongPem((leaf) => leaf.replaceAll('\n', '\\n')),
  'cut off': wrongPem((leaf) => leaf.slice(0, 400)),
  'octets behind the DER': wrongDer((der) => Buffer.concat([der, Buffer.of(0, 0)])),
  'an indefinite length': wrongDer((der) => Buffer.concat([Buffer.of(0x30, 0x80), der.subarray(4), Buffer.of(0, 0)])),
  'another algorithm inside than outside': wrong(() => ({ inner: HASH.sha384.algorithm })),
  'a time without seconds': wrong(() => ({
    validity: validity(tlv(0x17, Buffer.from('2601010000Z')), utcTime(after(DAY))),
  })),
  // Size
  '70 KB': wrong(() => ({ extensions: [...Object.values(goodExtensions()), filler(50_000)] })),
  'more than small devices can hold': wrong(() => ({
    extensions: [...Object.values(goodExtensions()), filler(1_500)],
  })),
  // The subject
  'another subject': wrongName(() => name(rdn(attribute(oid.commonName, 'somebody else')))),
  'the subject in capitals': wrongName((attributes) =>
    spelt(attributes.map(({ id, text }) => ({ id, text: text.toUpperCase() }))),
  ),
  'a space more': wrongName((attributes) => spelt(attributes.map(({ id, text }) => ({ id, text: `${text} ` })))),
  'a part more': wrongName((_, subject) => name(rdn(attribute(oid.organisation, 'Acme')), ...elementsOf(subject))),
  'a part less': wrongName((_, subject) => name(...elementsOf(subject).slice(1))),
  'parts in another order': wrongName((_, subject) => name(...elementsOf(subject).toReversed())),
  'its parts as one': wrongName((attributes) =>
    name(rdn(...attributes.map(({ id, text }) => attribute(id, text)).toSorted(Buffer.compare))),
  ),
  'no subject': wrongName(() => name()),
  'the subject re-encoded': wrongName((attributes) => spelt(attributes, 0x13)),
  'the subject as BMPString': wrongName((attributes) => spelt(attributes, 0x1e)),
  'a subject that writes on the screen': wrongName(() =>
    name(rdn(attribute(oid.commonName, '\u001B[2J\r✔ pass\u202E'))),
  ),
  // The key
  'another key': wrong(() => ({ spki: newKey().spki })),
  'a key of another curve': wrong(() => ({ spki: newKey('P-384').spki })),
  'a weak key': wrong(() => ({ spki: newRsaKey(1024).spki })),
  "the CA's own key": wrong(({ authority }) => ({ spki: authority.spki })),
  'the key with a compressed point': wrong(({ request }) => ({ spki: compressed(request.spki) })),
  // Who issued it
  'another CA': wrong(() => {
    const { subject, key } = selfMade(name(rdn(attribute(oid.commonName, 'Other CA'))));
    return { issuer: subject, signWith: key };
  }),
  'the right name, another key': wrong(() => ({ signWith: newKey().privateKey })),
  'the right key, another name': wrong(() => ({ issuer: name(rdn(attribute(oid.commonName, 'Other CA'))) })),
  'self-signed': wrong(({ request }) => {
    const { spki, key } = selfMade(request.subject);
    return { issuer: request.subject, spki, signWith: key };
  }),
  'a signature with a bit changed': wrongDer((der) => Buffer.from(der.with(der.length - 1, der.at(-1) ^ 1))),
  'changed behind the signature': wrongDer((der) => {
    const changed = Buffer.from(der);
    const [serial] = elementsOf(elementsOf(der)[0]).slice(1);
    changed[der.indexOf(serial) + serial.length - 1] ^= 1;
    return changed;
  }),
  // Time
  expired: wrong(() => ({ validity: validity(utcTime(after(-2 * DAY)), utcTime(after(-DAY))) })),
  'not valid yet': wrong(() => ({ validity: validity(utcTime(after(DAY)), utcTime(after(2 * DAY))) })),
  'ends before it begins': wrong(() => ({ validity: validity(utcTime(after(2 * DAY)), utcTime(after(DAY))) })),
  'outlives its CA': wrong(() => ({
    validity: validity(utcTime(after(-DAY)), generalizedTime(new Date('2055-01-01'))),
  })),
  'never ends': wrong(() => ({
    validity: validity(utcTime(after(-DAY)), tlv(0x18, Buffer.from('99991231235959Z'))),
  })),
  // What it may do
  'CA:TRUE': wrongExtensions({ ca: extension(oid.basicConstraints, tlv(0x30, hex('0101ff')), true) }),
  'it may sign certificates': wrongExtensions({ usage: usage(BIT.sign | BIT.certify) }),
  'it may not sign a handshake': wrongExtensions({ usage: usage(BIT.encipher) }),
  'for servers': wrongExtensions({ purposes: purposes(oid.serverAuth) }),
  'for any purpose': wrong(() => ({ extensions: [goodExtensions().ca, goodExtensions().usage] })),
  'version 1': wrong(() => ({ version: Buffer.alloc(0), extensions: [] })),
  // The rest of it
  'serial number zero': wrong(() => ({ serial: hex('020100') })),
  'a negative serial number': wrong(() => ({ serial: hex('0202ff7f') })),
  'a serial number of 21 octets': wrong(() => ({
    serial: tlv(0x02, Buffer.concat([Buffer.of(0x7f), randomBytes(20)])),
  })),
  'SHA-1': wrong(() => ({ kind: HASH.sha1, inner: HASH.sha1.algorithm })),
  'an unknown critical extension': wrongExtensions({ more: extension(oid.unknown, hex('0500'), true) }),
  'a pre-certificate': wrongExtensions({ more: extension(oid.poison, hex('0500'), true) }),
  'an extension twice': wrongExtensions({ more: purposes(oid.clientAuth) }),
  'critical name constraints': wrongExtensions({
    more: extension(oid.nameConstraints, tlv(0x30, tlv(0xa0, tlv(0x30, tlv(0x82, Buffer.from('example.org'))))), true),
  }),
  // One time so, another time so
  'right at first, then another key': (asked) =>
    answer(pem(asked, asked.invocations === 1 ? {} : { spki: newKey().spki })),
  'the same serial number every time': wrong(() => ({ serial: hex('021040112233445566778899aabbccddeeff') })),
};
