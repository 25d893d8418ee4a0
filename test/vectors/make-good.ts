// Makes the good answers and requests of index.json; run it as test/vectors/README.md says. Keys are thrown away.
import { sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import {
  basicConstraints,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  type Extension,
} from '../../src/csr/extensions.ts';
import { encodePem } from '../../src/csr/pem.ts';
import { elementsOf, tlv } from '../csr/tlv.ts';
import {
  answer,
  authority,
  bytes,
  cases,
  device,
  ecCa,
  folder,
  SUBJECT,
  text,
  write,
  type Variant,
} from './good-maker.ts';

answer('good-plain', 'what a good CA makes');
for (const type of ['ec-p384', 'ec-p521', 'rsa-2048', 'rsa-3072', 'rsa-4096'] as const) {
  answer(`good-ca-of-${type}`, `signed with ${type}`, { ca: await authority(type, type) });
  answer(`good-device-of-${type}`, `a device with ${type}`, { keys: await generateKey(type) });
}
answer('good-crlf', 'CRLF line ends', { dress: (pem) => pem.replaceAll('\n', '\r\n') });
answer('good-no-last-line-break', 'no line break behind END', { dress: (pem) => pem.trimEnd() });
answer('good-blank-lines-around', 'line breaks before and behind', { dress: (pem) => `\n${pem}\n\n` });
answer('good-76-columns', 'base64 in lines of 76, as MIME has it', {
  dress: (pem) => {
    const [first, ...rest] = pem.trimEnd().split('\n');
    const last = rest.pop();
    return [first, ...(rest.join('').match(/.{1,76}/g) ?? []), last, ''].join('\n');
  },
});

const attribute = (oid: string, tag: number, value: Buffer): Buffer =>
  tlv(0x31, tlv(0x30, bytes(oid), tlv(tag, value)));
const name = (...rdns: readonly Buffer[]): Buffer => tlv(0x30, ...rdns);
const CN = '0603550403';
answer('good-cn-printable', 'CN as PrintableString', { subject: name(attribute(CN, 0x13, text('good-1'))) });
answer('good-cn-bmp', 'CN as BMPString', { subject: name(attribute(CN, 0x1e, bytes('0067 00fc 0074'))) });
answer('good-cn-universal', 'CN as UniversalString', {
  subject: name(attribute(CN, 0x1c, bytes('00000067 000000fc'))),
  expected: 'accept-or-warn',
});
answer('good-cn-teletex', 'CN as TeletexString', { subject: name(attribute(CN, 0x14, text('good-1'))) });
answer('good-cn-utf8', 'CN in Japanese', { subject: name(attribute(CN, 0x0c, text('デバイス-1'))) });
answer('good-cn-64', 'CN of 64 characters', { subject: name(attribute(CN, 0x0c, text('ü'.repeat(64)))) });
answer('good-multi-valued', 'two attributes in one RDN', {
  subject: encodeName([
    [{ type: 'C', value: 'DE' }],
    [
      { type: 'CN', value: 'good-1' },
      { type: 'serialNumber', value: '42' },
    ],
  ]),
});
answer('good-email-and-dc', 'IA5String attributes', {
  subject: encodeName([
    [{ type: 'DC', value: 'example' }],
    [{ type: 'DC', value: 'acme' }],
    [{ type: 'CN', value: 'good-1' }],
    [{ type: 'emailAddress', value: 'ops@acme.example' }],
  ]),
});
answer('good-unknown-attribute', 'an attribute type of its own', {
  subject: encodeName([[{ type: 'CN', value: 'good-1' }], [{ type: '1.3.6.1.4.1.99999.7', value: 'line 4' }]]),
});
answer('good-matter-attribute', 'Matter node id, a UTF8String of 16 hex digits', {
  subject: encodeName([
    [{ type: 'CN', value: 'good-1' }],
    [{ type: '1.3.6.1.4.1.37244.1.1', value: '0123456789ABCDEF' }],
  ]),
});

const san = (...names: readonly Buffer[]): Buffer => tlv(0x30, ...names);
const withSan = (id: string, why: string, names: Buffer, more: Variant = {}, critical = false): void =>
  answer(id, why, { ...more, asks: [subjectAltName(names, critical)], plus: [subjectAltName(names, critical)] });
withSan('good-san-dns', 'dNSName', san(tlv(0x82, text('good-1.acme.example'))));
withSan('good-san-wildcard', 'a wildcard', san(tlv(0x82, text('*.acme.example'))));
withSan('good-san-uri', 'URI', san(tlv(0x86, text('urn:uuid:01234567-89ab-cdef-0123-456789abcdef'))));
withSan('good-san-ip4', 'iPAddress', san(tlv(0x87, bytes('0a000001'))));
withSan('good-san-ip6', 'iPAddress of version 6', san(tlv(0x87, bytes('20010db8 00000000 00000000 00000001'))));
withSan('good-san-email', 'rfc822Name', san(tlv(0x81, text('good-1@acme.example'))));
withSan('good-san-directory', 'directoryName', san(tlv(0xa4, SUBJECT)));
withSan(
  'good-san-other',
  'otherName: hardwareModuleName of RFC 4108, as in an IDevID',
  san(
    tlv(
      0xa0,
      bytes('06082b06010505070804'),
      tlv(0xa0, tlv(0x30, bytes('06092b0601040186 8d1f01'), bytes('040401020304'))),
    ),
  ),
);
withSan('good-san-rid', 'registeredID', san(tlv(0x88, bytes('2b0601040186 8d1f01'))));
withSan(
  'good-san-only',
  'no subject, a critical SAN',
  san(tlv(0x82, text('good-1.acme.example'))),
  { subject: encodeName([]) },
  true,
);

const ext = (oid: string, value: Buffer, critical = false): Extension => ({ oid, critical, value });
answer('good-no-eku', 'no extKeyUsage', { without: ['2.5.29.37'] });
answer('good-no-ku', 'no keyUsage', { without: ['2.5.29.15'] });
answer('good-client-and-server', 'clientAuth and serverAuth', {
  without: ['2.5.29.37'],
  plus: [extendedKeyUsage(['clientAuth', 'serverAuth'])],
});
answer('good-eku-critical', 'critical extKeyUsage', {
  without: ['2.5.29.37'],
  plus: [{ ...extendedKeyUsage(['clientAuth']), critical: true }],
});
answer('good-ku-agreement', 'digitalSignature and keyAgreement', {
  without: ['2.5.29.15'],
  plus: [keyUsage(['digitalSignature', 'keyAgreement'])],
});
answer('good-aki-issuer-serial', 'AKI with issuer and serial, right ones', {
  without: ['2.5.29.35'],
  plus: [
    ext(
      '2.5.29.35',
      tlv(0x30, tlv(0x80, keyIdentifier(ecCa.spki)), tlv(0xa1, tlv(0xa4, ecCa.name)), tlv(0x82, ecCa.serial)),
    ),
  ],
});
const cdp = tlv(0x30, tlv(0x30, tlv(0xa0, tlv(0xa0, tlv(0x86, text('http://crl.acme.example/ca.crl'))))));
const aia = tlv(
  0x30,
  tlv(0x30, bytes('06082b06010505073001'), tlv(0x86, text('http://ocsp.acme.example'))),
  tlv(0x30, bytes('06082b06010505073002'), tlv(0x86, text('http://acme.example/ca.cer'))),
);
answer('good-crl-and-aia', 'CRL distribution point and AIA', {
  plus: [ext('2.5.29.31', cdp), ext('1.3.6.1.5.5.7.1.1', aia)],
});
const policies = tlv(
  0x30,
  tlv(
    0x30,
    bytes('060a2b06010401868d1f0101'),
    tlv(0x30, tlv(0x30, bytes('06082b06010505070201'), tlv(0x16, text('http://acme.example/cps')))),
  ),
);
answer('good-policies', 'certificatePolicies with a CPS', { plus: [ext('2.5.29.32', policies)] });
answer('good-any-policy', 'anyPolicy', { plus: [ext('2.5.29.32', tlv(0x30, tlv(0x30, bytes('0604551d2000'))))] });
answer('good-unknown-extension', 'an unknown extension that is not critical', {
  plus: [ext('1.3.6.1.4.1.99999.1', tlv(0x0c, text('hello')))],
});
answer('good-no-identifiers', 'neither SKI nor AKI', {
  without: ['2.5.29.14', '2.5.29.35'],
  expected: 'accept-or-warn',
});
answer('good-nscerttype-client', 'Netscape certificate type: client', {
  plus: [ext('2.16.840.1.113730.1.1', bytes('03020780'))],
});
answer('good-long-serial', 'a serial number of 20 octets', { serial: Buffer.alloc(20, 0x5a) });
answer('good-after-2050', 'GeneralizedTime from 2050', {
  ca: await authority('long', 'ec-p256', [], undefined, undefined, new Date('9999-12-31T23:59:59Z')),
  notAfter: new Date('2060-01-01T00:00:00Z'),
});
answer('good-subject-rewritten', 'UTF8String became PrintableString', {
  subject: name(attribute(CN, 0x0c, text('good-1'))),
  subjectInCertificate: name(attribute(CN, 0x13, text('good-1'))),
});
const root = await authority('root', 'ec-p384');
answer('good-root', 'issued by a root', { ca: root });
const sub = await authority('sub', 'ec-p256', [], root, basicConstraints({ ca: true, pathLength: 0 }));
answer('good-subordinate', 'issued by a subordinate CA with pathLenConstraint 0', { ca: sub });
answer('good-chain', 'the chain behind the leaf', { ca: sub, dress: (pem) => pem + sub.pem + root.pem });
const permitted = ext(
  '2.5.29.30',
  tlv(0x30, tlv(0xa0, tlv(0x30, tlv(0xa4, encodeName([[{ type: 'O', value: 'Acme' }]]))))),
  true,
);
answer('good-name-constraints', 'within the nameConstraints of its CA', {
  ca: await authority('constrained', 'ec-p256', [permitted]),
});
const dnsPermitted = ext('2.5.29.30', tlv(0x30, tlv(0xa0, tlv(0x30, tlv(0x82, text('acme.example'))))), true);
withSan('good-dns-constraints', 'a dNSName within the nameConstraints', san(tlv(0x82, text('good-1.acme.example'))), {
  ca: await authority('dns-constrained', 'ec-p256', [dnsPermitted]),
});
answer('good-ca-with-eku', 'a CA for clients and servers', {
  ca: await authority('with-eku', 'ec-p256', [extendedKeyUsage(['clientAuth', 'serverAuth'])]),
});
answer('good-ca-policies', 'a CA with certificatePolicies, CRL and AIA', {
  ca: await authority('policies', 'rsa-2048', [
    ext('2.5.29.32', tlv(0x30, tlv(0x30, bytes('0604551d2000')))),
    ext('2.5.29.31', cdp),
    ext('1.3.6.1.5.5.7.1.1', aia),
  ]),
});

const plain = buildCertificationRequest({ subject: SUBJECT, privateKey: device.privateKey }).pem;
/** RFC 7468 §2 and §3: what a parser of files reads, and a CA that is handed the normalised PEM never sees. */
const request = (id: string, why: string, pem: string): void => {
  cases.push({ id, kind: 'csr', file: write(`${id}.csr`, pem), csr: `files/${id}.csr`, expected: 'accept', why });
};
request('good-csr', 'what openssl req writes', plain);
request('good-csr-spaces', 'blanks for line breaks', plain.trimEnd().replaceAll('\n', ' '));
request('good-csr-cr', 'CR line ends', plain.replaceAll('\n', '\r'));
request('good-csr-begin-line', 'base64 on the BEGIN line', plain.replace('-----\n', '-----'));
request('good-csr-end-line', 'base64 on the END line', plain.replace('\n-----END', '-----END'));
request('good-csr-blank-inside', 'blanks within base64', plain.replace(/(\nMI.{20})/, '$1  '));
request('good-csr-nul', "a NUL behind END, as mbedTLS's lengths count it", `${plain}\0`);
request('good-csr-bom', 'a byte order mark', `\uFEFF${plain}`);
request('good-csr-indented', 'indented lines', plain.replaceAll(/^/gm, '    ').trimEnd());
/** The same request with other attributes, signed anew. */
function asking(attributes: Buffer): string {
  const csr = buildCertificationRequest({ subject: SUBJECT, privateKey: device.privateKey });
  const [information, algorithm] = elementsOf(csr.der);
  const [version, subject, spki] = elementsOf(information!);
  const changed = tlv(0x30, version!, subject!, spki!, attributes);
  const signature = tlv(0x03, Buffer.of(0), sign('sha256', changed, device.privateKey));
  return encodePem('CERTIFICATE REQUEST', tlv(0x30, changed, algorithm!, signature));
}
const extensionRequest = (...values: readonly Buffer[]): Buffer =>
  tlv(0xa0, tlv(0x30, bytes('06092a864886f70d01090e'), tlv(0x31, ...values)));
request(
  'good-csr-empty-extensions',
  'an extensionRequest with no extension, as node-forge writes it',
  asking(extensionRequest(tlv(0x30))),
);
request('good-csr-empty-set', 'an extensionRequest without a value', asking(extensionRequest()));

writeFileSync(join(folder, 'good.json'), JSON.stringify(cases));
