import { describe, expect, it } from 'vitest';
import type { AuthorityKind } from '../../src/authority/authority.ts';
import { DEFAULT_RULE, type RequestedRule } from '../../src/authority/requested-rule.ts';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { parseCertificationRequest, type CertificationRequest } from '../../src/csr/certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { EXTENSION, extendedKeyUsage, keyUsage, type Extension } from '../../src/csr/extensions.ts';
import { checkRequested } from '../../src/signer/check-requested.ts';
import { extendedRequest } from '../authority/extended-request.ts';
import { tlv } from '../csr/tlv.ts';

const KINDS: readonly AuthorityKind[] = ['acm-pca', 'kms', 'secret', 'est', 'step-ca', 'vault', 'webhook'];
const STRICT: RequestedRule = { extensions: 'refuse', names: 'cn' };
const STRICTEST: RequestedRule = { extensions: 'refuse', names: 'refuse' };

const made = new Map<string, CertificationRequest>();
/** Each made once: openssl takes longer than the rule. */
function requestFor(extensions: readonly string[], subject?: string): CertificationRequest {
  const name = JSON.stringify([extensions, subject]);
  const request = made.get(name) ?? parseCertificationRequest(extendedRequest(extensions, subject).csr.der);
  made.set(name, request);
  return request;
}

const checked =
  (extensions: readonly string[], subject?: string, rule = DEFAULT_RULE, kind: AuthorityKind = 'vault') =>
  () =>
    checkRequested(requestFor(extensions, subject), rule, kind);

const { privateKey } = await generateKey('ec-p256');
/** What openssl does not write. */
function checkedBuilt(extensions: readonly Extension[], commonName = 'device-42', rule = DEFAULT_RULE) {
  const subject = encodeName([[{ type: 'CN', value: commonName }]]);
  const { pem } = buildCertificationRequest({ subject, privateKey, extensions });
  return () => checkRequested(parseCertificationRequest(Buffer.from(pem)), rule, 'vault');
}

const extension = (oid: string, value: Buffer): Extension => ({ oid, critical: false, value });
/** `[2]`, which is a dNSName, unless told otherwise. */
const altNames = (...names: readonly string[]): Extension =>
  extension(EXTENSION.subjectAltName, tlv(0x30, ...names.map((name) => tlv(0x82, Buffer.from(name, 'latin1')))));

describe('what a TLS client has is refused by no rule, whatever the CA', () => {
  it.each<[string, readonly string[], string?]>([
    ['none', []],
    ["AWS's fleet provisioning demos, by mbedTLS", ['nsCertType=client', 'keyUsage=digitalSignature']],
    [
      'the stock v3_req of OpenSSL',
      ['basicConstraints=CA:FALSE', 'keyUsage=nonRepudiation,digitalSignature,keyEncipherment'],
    ],
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
    for (const kind of KINDS) {
      for (const rule of [DEFAULT_RULE, STRICT]) expect(checked(extensions, subject, rule, kind)).not.toThrow();
    }
  });
});

/** As `openssl -addext` takes them: harmless, and nobody's idea of a client. */
const VENDOR: readonly (readonly [string, string])[] = [
  ["the name of Microsoft's template", '1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:Machine'],
  ['the application policy of certreq', '1.3.6.1.4.1.311.21.10=DER:300c300a06082b06010505070302'],
  ['what its maker made up', '1.3.6.1.4.1.99999.2=ASN1:NULL'],
  ['a comment', 'nsComment=OpenSSL Generated Certificate'],
];

/** Where the certificate would be more than a TLS client's. */
const MORE: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['to be a CA', ['basicConstraints=critical,CA:TRUE'], /basicConstraints CA:TRUE/],
  ['to be a CA of CAs', ['basicConstraints=CA:TRUE,pathlen:3'], /basicConstraints CA:TRUE/],
  ['to sign certificates', ['keyUsage=digitalSignature,keyCertSign'], /keyUsage keyCertSign/],
  ['to sign CRLs', ['keyUsage=cRLSign'], /keyUsage cRLSign/],
  ['to be a server', ['extendedKeyUsage=clientAuth,serverAuth'], /extendedKeyUsage serverAuth/],
  ['to be anything', ['extendedKeyUsage=anyExtendedKeyUsage'], /extendedKeyUsage anyExtendedKeyUsage/],
  ['to sign code', ['extendedKeyUsage=codeSigning'], /extendedKeyUsage codeSigning/],
  ['to answer OCSP', ['extendedKeyUsage=OCSPSigning'], /extendedKeyUsage OCSPSigning/],
  ['a purpose of its own', ['extendedKeyUsage=1.3.6.1.4.1.99999.1'], /extendedKeyUsage 1\.3\.6\.1\.4\.1\.99999\.1/],
  ['a policy', ['certificatePolicies=1.2.3.4'], /certificatePolicies/],
  ['constraints', ['nameConstraints=permitted;DNS:example.com'], /nameConstraints/],
  ['other CRLs', ['crlDistributionPoints=URI:http://example.com/x.crl'], /crlDistributionPoints/],
  ['another OCSP server', ['authorityInfoAccess=OCSP;URI:http://example.com'], /authorityInfoAccess/],
  ["Netscape's word for a server", ['nsCertType=client,server'], /netscapeCertType sslServer/],
  ["Netscape's word for a CA", ['nsCertType=sslCA'], /netscapeCertType sslCA/],
  [
    'what nobody knows, and has to',
    ['1.3.6.1.4.1.99999.2=critical,ASN1:NULL'],
    /critical extension 1\.3\.6\.1\.4\.1\.99999\.2/,
  ],
  ['the account of a Windows user', ['1.3.6.1.4.1.311.25.2=ASN1:NULL'], /SID of a Windows account/],
  ['another application policy', ['1.3.6.1.4.1.311.21.10=DER:300c300a06082b06010505070301'], /application policies/],
];

describe('a CSR that asks', () => {
  it.each(VENDOR)('for %s is signed, whatever the CA, and refused by the strict rule', (_case, asked) => {
    for (const kind of KINDS) {
      expect(checked([asked], undefined, DEFAULT_RULE, kind)).not.toThrow();
      expect(checked([asked], undefined, STRICT, kind)).toThrow(
        expect.objectContaining({
          code: 'CSR_EXTENSIONS_REFUSED',
          message: expect.stringContaining('--requested-extensions refuse'),
        }),
      );
    }
  });

  it.each(MORE)('%s does not get to a CA that copies, and to none by the strict rule', (_case, asked, message) => {
    const refusal = expect.objectContaining({
      code: 'CSR_EXTENSIONS_REFUSED',
      message: expect.stringMatching(message),
    });
    expect(checked(asked)).toThrow(refusal);
    for (const kind of KINDS) expect(checked(asked, undefined, STRICT, kind)).toThrow(refusal);
  });

  it.each(MORE)('%s gets to the CA where it does not copy, or where that is left to the CA', (_case, asked) => {
    for (const kind of KINDS.filter((one) => one !== 'vault'))
      expect(checked(asked, undefined, DEFAULT_RULE, kind)).not.toThrow();
    for (const kind of KINDS) {
      expect(checked(asked, undefined, { extensions: 'pass', names: 'pass' }, kind)).not.toThrow();
    }
  });

  it.each<[string, readonly Extension[], RegExp]>([
    [
      'for one of two kinds of keyUsage',
      [keyUsage(['digitalSignature']), keyUsage(['digitalSignature'])],
      /keyUsage twice/,
    ],
    ['for the second extendedKeyUsage', [extendedKeyUsage(['clientAuth']), extendedKeyUsage(['clientAuth'])], /twice/],
    ['for a second subjectAltName', [altNames('device-42'), altNames('device-42')], /subjectAltName twice/],
    ['for a subjectAltName without a name', [altNames()], /subjectAltName without a name/],
    [
      'for a keyUsage that is none',
      [extension(EXTENSION.keyUsage, Buffer.from('0500', 'hex'))],
      /keyUsage in a malformed/,
    ],
    ['for keyUsage that ends early', [extension(EXTENSION.keyUsage, Buffer.of(3, 9, 1))], /malformed/],
  ])('%s does not get to a CA that copies', (_case, extensions, message) => {
    expect(checkedBuilt(extensions)).toThrow(
      expect.objectContaining({ code: 'CSR_EXTENSIONS_REFUSED', message: expect.stringMatching(message) }),
    );
  });
});

describe('by --requested-names', () => {
  const NAMES: [string, readonly string[], RegExp, string?][] = [
    ['another host', ['subjectAltName=DNS:db.example.com'], /subjectAltName "DNS:db\.example\.com"/],
    ['another host beside its own', ['subjectAltName=DNS:device-42,DNS:db'], /subjectAltName "DNS:db"/],
    ['a wildcard', ['subjectAltName=DNS:*.example.com'], /subjectAltName/],
    ['the identity of a service', ['subjectAltName=URI:spiffe://prod/db'], /"URI:spiffe:\/\/prod\/db"/],
    ['the account of a user', ['subjectAltName=email:root@example.com'], /"email:root@example\.com"/],
    ['the account of a Windows user', ['subjectAltName=otherName:msUPN;UTF8:device-42'], /"other:/],
    ['a registered ID', ['subjectAltName=RID:1.2.3.4'], /"other:/],
    ['two names instead of a CN', ['subjectAltName=DNS:a,DNS:b'], /subjectAltName "DNS:b"/, '/O=Acme'],
  ];

  it.each(NAMES)(
    '%s is passed on by default, refused by cn and by refuse, whatever the CA',
    (_case, asked, message, subject) => {
      const refusal = expect.objectContaining({ code: 'CSR_NAMES_REFUSED', message: expect.stringMatching(message) });
      for (const kind of KINDS) {
        expect(checked(asked, subject, DEFAULT_RULE, kind)).not.toThrow();
        expect(checked(asked, subject, STRICT, kind)).toThrow(refusal);
        expect(checked(asked, subject, STRICTEST, kind)).toThrow(/--requested-names refuse/);
      }
    },
  );

  it('refuse leaves not even the CN', () => {
    expect(checked(['subjectAltName=DNS:device-42'], undefined, STRICTEST)).toThrow(/--requested-names refuse/);
    expect(checked([], undefined, STRICTEST)).not.toThrow();
  });

  it.each<[string, readonly Extension[]]>([
    ['a line break', [altNames('device-42\n')]],
    ['a NUL', [altNames('device-42\0')]],
    ['capitals', [altNames('DEVICE-42')]],
  ])('a CN with %s is another name', (_case, extensions) => {
    expect(checkedBuilt(extensions, 'device-42', STRICT)).toThrow(/subjectAltName/);
  });

  it('a name that is its CN only after escaping is another one', () => {
    expect(checkedBuilt([altNames('a\u0000b')], 'a\\00b', STRICT)).toThrow(/subjectAltName/);
    expect(checkedBuilt([altNames('a\\00b')], 'a\\00b', STRICT)).toThrow(/subjectAltName/);
  });
});
