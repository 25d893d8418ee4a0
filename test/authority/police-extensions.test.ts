import { describe, expect, it } from 'vitest';
import { policeExtensions, requestedNames } from '../../src/authority/police-extensions.ts';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { EXTENSION, extendedKeyUsage, keyUsage, type Extension } from '../../src/csr/extensions.ts';
import { tlv } from '../csr/tlv.ts';
import { extendedRequest } from './extended-request.ts';

const police = (extensions: readonly string[], subject?: string) => () =>
  policeExtensions(extendedRequest(extensions, subject).csr);

const { privateKey } = await generateKey('ec-p256');
/** What openssl does not write. */
function policeBuilt(extensions: readonly Extension[], commonName = 'device-42') {
  const subject = encodeName([[{ type: 'CN', value: commonName }]]);
  const { pem } = buildCertificationRequest({ subject, privateKey, extensions });
  return () => policeExtensions(parseCertificationRequest(Buffer.from(pem)));
}

const extension = (oid: string, value: Buffer): Extension => ({ oid, critical: false, value });
/** `[2]`, which is a dNSName, unless told otherwise. */
const altNames = (...names: readonly string[]): Extension =>
  extension(EXTENSION.subjectAltName, tlv(0x30, ...names.map((name) => tlv(0x82, Buffer.from(name, 'latin1')))));

describe('policeExtensions lets a device have', () => {
  it.each<[string, readonly string[], string?]>([
    ['none', []],
    ['keyUsage for TLS', ['keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement']],
    ['keyUsage for signing', ['keyUsage=digitalSignature']],
    ['clientAuth', ['extendedKeyUsage=clientAuth']],
    ['a name for its key', ['subjectKeyIdentifier=hash']],
    ['basicConstraints that deny', ['basicConstraints=critical,CA:FALSE']],
    ['its CN as a dNSName', ['subjectAltName=DNS:device-42']],
    ['its CN as a URI', ['subjectAltName=URI:urn:dev:42'], '/CN=urn:dev:42'],
    ['its CN as an address', ['subjectAltName=IP:10.0.0.42'], '/CN=10.0.0.42'],
    ['its CN as an e-mail address', ['subjectAltName=email:d42@example.com'], '/CN=d42@example.com'],
    ['its CN twice over', ['subjectAltName=DNS:urn:dev:42,URI:urn:dev:42'], '/O=Acme/CN=urn:dev:42'],
    ['one name instead of a CN', ['subjectAltName=critical,DNS:device-42'], '/'],
    ['one name beside a subject without a CN', ['subjectAltName=DNS:device-42'], '/O=Acme/serialNumber=42'],
    [
      'all of it',
      [
        'basicConstraints=CA:FALSE',
        'keyUsage=digitalSignature',
        'extendedKeyUsage=clientAuth',
        'subjectAltName=DNS:device-42',
        'subjectKeyIdentifier=hash',
      ],
    ],
  ])('%s', (_case, extensions, subject) => {
    expect(police(extensions, subject)).not.toThrow();
  });
});

describe('policeExtensions refuses by name', () => {
  it.each<[string, readonly string[], RegExp, string?]>([
    ['to be a CA', ['basicConstraints=critical,CA:TRUE'], /basicConstraints with CA:TRUE/],
    ['to be a CA of CAs', ['basicConstraints=CA:TRUE,pathlen:3'], /basicConstraints with CA:TRUE/],
    ['to sign certificates', ['keyUsage=digitalSignature,keyCertSign'], /keyUsage with keyCertSign/],
    ['to sign CRLs', ['keyUsage=cRLSign'], /keyUsage with cRLSign/],
    ['what binds a person', ['keyUsage=nonRepudiation,digitalSignature'], /keyUsage with nonRepudiation/],
    ['to be a server', ['extendedKeyUsage=clientAuth,serverAuth'], /extendedKeyUsage with serverAuth/],
    ['to be anything', ['extendedKeyUsage=anyExtendedKeyUsage'], /extendedKeyUsage with anyExtendedKeyUsage/],
    ['to sign code', ['extendedKeyUsage=codeSigning'], /extendedKeyUsage with codeSigning/],
    ['to answer OCSP', ['extendedKeyUsage=OCSPSigning'], /extendedKeyUsage with OCSPSigning/],
    [
      'a purpose of its own',
      ['extendedKeyUsage=1.3.6.1.4.1.99999.1'],
      /extendedKeyUsage with 1\.3\.6\.1\.4\.1\.99999\.1/,
    ],
    ['another host', ['subjectAltName=DNS:db.example.com'], /subjectAltName "DNS:db\.example\.com"/],
    ['another host beside its own', ['subjectAltName=DNS:device-42,DNS:db'], /subjectAltName "DNS:db"/],
    ['a wildcard', ['subjectAltName=DNS:*.example.com'], /subjectAltName/],
    ['the identity of a service', ['subjectAltName=URI:spiffe://prod/db'], /"URI:spiffe:\/\/prod\/db"/],
    ['the account of a user', ['subjectAltName=email:root@example.com'], /"email:root@example\.com"/],
    ['the account of a Windows user', ['subjectAltName=otherName:msUPN;UTF8:device-42'], /"other:/],
    ['a registered ID', ['subjectAltName=RID:1.2.3.4'], /"other:/],
    ['two names instead of a CN', ['subjectAltName=DNS:a,DNS:b'], /subjectAltName "DNS:b"/, '/O=Acme'],
    ['a policy', ['certificatePolicies=1.2.3.4'], /certificatePolicies/],
    ['constraints', ['nameConstraints=permitted;DNS:example.com'], /nameConstraints/],
    ['other CRLs', ['crlDistributionPoints=URI:http://example.com/x.crl'], /crlDistributionPoints/],
    ['another OCSP server', ['authorityInfoAccess=OCSP;URI:http://example.com'], /authorityInfoAccess/],
    ['what only OpenSSL has', ['nsCertType=server'], /2\.16\.840\.1\.113730\.1\.1/],
    ['what nobody knows', ['1.3.6.1.4.1.99999.2=ASN1:NULL'], /1\.3\.6\.1\.4\.1\.99999\.2/],
  ])('%s', (_case, extensions, message, subject) => {
    expect(police(extensions, subject)).toThrow(
      expect.objectContaining({ code: 'AUTHORITY_REFUSED_CSR', message: expect.stringMatching(message) }),
    );
  });

  it.each<[string, readonly Extension[], RegExp]>([
    ['one of two kinds of keyUsage', [keyUsage(['digitalSignature']), keyUsage(['keyCertSign'])], /keyUsage twice/],
    ['the second extendedKeyUsage', [extendedKeyUsage(['clientAuth']), extendedKeyUsage(['serverAuth'])], /twice/],
    ['a second subjectAltName', [altNames('device-42'), altNames('db.example.com')], /subjectAltName twice/],
    ['a subjectAltName without a name', [altNames()], /subjectAltName with no name/],
    ['a name with a line break', [altNames('device-42\n')], /subjectAltName/],
    ['a name with a NUL', [altNames('device-42\0')], /subjectAltName/],
    ['its CN in capitals', [altNames('DEVICE-42')], /subjectAltName/],
    ['a keyUsage that is none', [extension(EXTENSION.keyUsage, Buffer.from('0500', 'hex'))], /keyUsage in a malformed/],
    ['a key name that is none', [extension(EXTENSION.subjectKeyIdentifier, Buffer.of(5, 0))], /malformed/],
    ['keyUsage that ends early', [extension(EXTENSION.keyUsage, Buffer.of(3, 9, 1))], /malformed/],
  ])('%s', (_case, extensions, message) => {
    expect(policeBuilt(extensions)).toThrow(
      expect.objectContaining({ code: 'AUTHORITY_REFUSED_CSR', message: expect.stringMatching(message) }),
    );
  });

  it('a name that is its CN only after escaping', () => {
    expect(policeBuilt([altNames('a\u0000b')], 'a\\00b')).toThrow(/subjectAltName/);
    expect(policeBuilt([altNames('a\\00b')], 'a\\00b')).toThrow(/subjectAltName/);
  });
});

it('requestedNames is the names without their kinds', () => {
  const names = (extensions: readonly string[], subject?: string) =>
    requestedNames(extendedRequest(extensions, subject).csr);
  expect(names([])).toEqual([]);
  expect(names(['subjectAltName=URI:urn:dev:42,DNS:urn:dev:42'], '/CN=urn:dev:42')).toEqual([
    'urn:dev:42',
    'urn:dev:42',
  ]);
  expect(names(['subjectAltName=IP:10.0.0.42'], '/')).toEqual(['10.0.0.42']);
});
