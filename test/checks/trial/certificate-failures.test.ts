import { describe, expect, it } from 'vitest';
import { generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { basicConstraints, extendedKeyUsage, keyUsage, type Extension } from '../../../src/csr/extensions.ts';
import { encodePem } from '../../../src/csr/pem.ts';
import { day, deviceExtensions, issueDevice, makeAuthority, NOW, resign, spkiOf } from '../../csr/issuing.ts';
import { elementsOf, tlv } from '../../csr/tlv.ts';
import { wordForWord } from '../word-for-word.ts';
import { answer, authority, device, failures, find, issue, judge, subject, unusual } from './trial-setting.ts';

const spki = spkiOf(device.publicKey);
const other = await generateKey('ec-p256');
const rsa = await generateKey('rsa-2048');
const rsaAuthority = await makeAuthority('rsa-2048', 'Acme RSA CA');
const foreign = await makeAuthority('ec-p256', 'Somebody Else');
const namesake = await makeAuthority('ec-p256', 'Acme Device CA');
const good = deviceExtensions(authority, spki);
const without = (...oids: readonly string[]): Extension[] => good.filter(({ oid }) => !oids.includes(oid));
const named = (value: string, type = 'CN') => encodeName([[{ type: 'O', value: 'Acme' }], [{ type, value }]]);
const withSerial = (hex: string) =>
  resign(issue().der, authority.privateKey, ([version = Buffer.alloc(0), , ...rest]) => [
    version,
    tlv(0x02, Buffer.from(hex, 'hex')),
    ...rest,
  ]);

const netscapeType = (hex: string): Extension => ({
  oid: '2.16.840.1.113730.1.1',
  critical: false,
  value: Buffer.from(hex, 'hex'),
});

describe('a certificate that is wrong in one way fails by exactly one rule', () => {
  const poison: Extension = { oid: '1.3.6.1.4.1.11129.2.4.3', critical: true, value: Buffer.from('0500', 'hex') };
  const unknown: Extension = { oid: '1.3.6.1.4.1.99999.1', critical: true, value: Buffer.from('0500', 'hex') };
  const sized: Extension = { oid: '1.3.6.1.4.1.99999.2', critical: false, value: tlv(0x04, Buffer.alloc(49_000)) };

  const CASES: readonly [string, string, () => { pem: string }, RegExp][] = [
    [
      'SUBJECT_SAME',
      'another common name',
      () => issue({ subject: named('device-2') }),
      /"CN=device-2,O=Acme" and was "CN=device-1,O=Acme"/,
    ],
    ['SUBJECT_SAME', 'the common name in capitals', () => issue({ subject: named('DEVICE-1') }), /DEVICE-1/],
    ['SUBJECT_SAME', 'no subject', () => issue({ subject: encodeName([]) }), /is empty/],
    [
      'SUBJECT_SAME',
      'an organisation added',
      () =>
        issue({
          subject: encodeName([
            [{ type: 'C', value: 'DE' }],
            [{ type: 'O', value: 'Acme' }],
            [{ type: 'CN', value: 'device-1' }],
          ]),
        }),
      /C=DE/,
    ],
    [
      'SUBJECT_SAME',
      'the parts in another order',
      () => issue({ subject: encodeName([[{ type: 'CN', value: 'device-1' }], [{ type: 'O', value: 'Acme' }]]) }),
      /O=Acme,CN=device-1/,
    ],
    ['PUBLIC_KEY_SAME', "another device's key", () => issue({ spki: spkiOf(other.publicKey) }), /another EC P-256 key/],
    [
      'PUBLIC_KEY_SAME',
      'a key of another type',
      () => issue({ spki: spkiOf(rsa.publicKey) }),
      /RSA 2048 key, and the CSR has EC P-256/,
    ],
    [
      'ISSUED_BY_LINKED_CA',
      'issued by another CA',
      () => issueDevice(foreign, subject, spki),
      /issued by CN=Somebody Else,O=Acme, not by Acme Device CA/,
    ],
    [
      'ISSUED_BY_LINKED_CA',
      'issued by a CA of the same name',
      () => issueDevice(namesake, subject, spki),
      /not of that CA's key/,
    ],
    ['ISSUED_BY_LINKED_CA', 'another issuer named', () => issue({ issuer: foreign.name }), /names CN=Somebody Else/],
    [
      'ISSUED_BY_LINKED_CA',
      'signed with its own key',
      () => issue({ issuer: subject, signWith: device.privateKey }),
      /device's own key/,
    ],
    [
      'ISSUED_BY_LINKED_CA',
      'signed with its own key, the CA named',
      () => issue({ signWith: device.privateKey }),
      /device's own key/,
    ],
    ['ISSUED_BY_LINKED_CA', 'a bit of the signature changed', () => flipLastBit(issue().der), /not of that CA's key/],
    [
      'VALID_NOW',
      'begins tomorrow',
      () => issue({ notBefore: day(1) }),
      /begins 2026-11-23 12:00:00 UTC, and this machine's clock/,
    ],
    [
      'VALID_NOW',
      'ended yesterday',
      () => issue({ notBefore: day(-2), notAfter: day(-1) }),
      /ended 2026-11-21 12:00:00 UTC/,
    ],
    ['VALID_NOW', 'ends now', () => issue({ notAfter: NOW }), /ended/],
    ['VALID_NOW', 'ends before it begins', () => issue({ notBefore: day(20), notAfter: day(10) }), /before it begins/],
    ['WITHIN_AUTHORITY', 'outlives its CA', () => issue({ notAfter: day(3651) }), /after its CA/],
    ['WITHIN_AUTHORITY', 'never ends', () => issue({ notAfter: new Date('9999-12-31T23:59:59Z') }), /9999/],
    [
      'NOT_A_CA',
      'is a CA',
      () => issue({ extensions: [basicConstraints({ ca: true }), ...without('2.5.29.19')] }),
      /CA:TRUE/,
    ],
    [
      'CLIENT_AUTH',
      "is for servers by Netscape's certificate type",
      () => issue({ extensions: [...good, netscapeType('03020640')] }),
      /sslClient/,
    ],
    [
      'CLIENT_AUTH',
      'may sign certificates',
      () => issue({ extensions: [keyUsage(['digitalSignature', 'keyCertSign']), ...without('2.5.29.15')] }),
      /keyCertSign/,
    ],
    [
      'CLIENT_AUTH',
      'may not sign a handshake',
      () => issue({ extensions: [keyUsage(['keyEncipherment']), ...without('2.5.29.15')] }),
      /without digitalSignature/,
    ],
    [
      'CLIENT_AUTH',
      'is for servers',
      () => issue({ extensions: [extendedKeyUsage(['serverAuth']), ...without('2.5.29.37')] }),
      /serverAuth, without clientAuth/,
    ],
    ['SERIAL_SANE', 'serial number zero', () => withSerial('00'), /zero/],
    ['SERIAL_SANE', 'a negative serial number', () => withSerial('ff7f'), /negative/],
    ['SERIAL_SANE', 'a serial number of 21 octets', () => withSerial(`7f${'00'.repeat(20)}`), /21 octets/],
    [
      'CRITICAL_EXTENSIONS',
      'an unknown critical extension',
      () => issue({ extensions: [...good, unknown] }),
      /99999\.1 is critical/,
    ],
    ['CRITICAL_EXTENSIONS', 'a pre-certificate', () => issue({ extensions: [...good, poison] }), /Transparency poison/],
    [
      'CRITICAL_EXTENSIONS',
      'an extension twice',
      () => issue({ extensions: [...good, extendedKeyUsage(['clientAuth'])] }),
      /2\.5\.29\.37 is there twice/,
    ],
    ['CERTIFICATE_SIZE', 'larger than AWS IoT takes', () => issue({ extensions: [...good, sized] }), /takes 65,536/],
  ];

  it.each(CASES)('%s: %s', (code, _case, make, summary) => {
    const verdict = judge(answer(make().pem));
    expect(verdict.verdict).toBe('fail');
    expect(failures(verdict)).toEqual([code]);
    expect(find(verdict, code).summary).toMatch(summary);
    expect(find(verdict, code).fix).toBeTruthy();
    expect(verdict.certificates).toHaveLength(1);
  });

  it('in these words', async () => {
    const said = CASES.map(([code, what, make]) => [`${code}: ${what}`, unusual(judge(answer(make().pem)))]);
    await expect(wordForWord(Object.fromEntries(said))).toMatchFileSnapshot('certificate-failures.txt');
  });

  it('CLIENT_AUTH: a keyUsage of nothing', () => {
    const { pem } = issue({ extensions: [...without('2.5.29.15'), keyUsage([])] });
    expect(find(judge(answer(pem)), 'CLIENT_AUTH').summary).toMatch(/^keyUsage is empty, without digitalSignature/);
  });

  it('SIGNATURE_ALGORITHM: SHA-1', () => {
    const sha1 = tlv(0x30, Buffer.from('06092a864886f70d0101050500', 'hex'));
    const { der } = issueDevice(rsaAuthority, subject, spki);
    const { pem } = resignWithSha1(der, sha1);
    const verdict = judge(answer(pem), { issuerPem: rsaAuthority.pem });
    expect(failures(verdict)).toEqual(['SIGNATURE_ALGORITHM']);
    expect(find(verdict, 'SIGNATURE_ALGORITHM').summary).toContain('sha1WithRSAEncryption');
  });
});

function flipLastBit(der: Buffer): { pem: string } {
  const changed = Buffer.from(der);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return { pem: encodePem('CERTIFICATE', changed) };
}

function resignWithSha1(der: Buffer, algorithm: Buffer): { pem: string } {
  const [tbs = Buffer.alloc(0), , signature = Buffer.alloc(0)] = elementsOf(der);
  const renamed = tlv(0x30, tlv(0x30, ...elementsOf(tbs).with(2, algorithm)), algorithm, signature);
  return resign(renamed, rsaAuthority.privateKey, (fields) => fields, 'sha1');
}
