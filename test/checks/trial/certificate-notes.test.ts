import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildCertificate } from '../../../src/csr/build-certificate.ts';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { parseCertificate } from '../../../src/csr/certificate.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { basicConstraints, extendedKeyUsage, keyUsage, type Extension } from '../../../src/csr/extensions.ts';
import {
  algorithmOf,
  day,
  deviceExtensions,
  issueDevice,
  makeAuthority,
  NOW,
  resign,
  spkiOf,
} from '../../csr/issuing.ts';
import { elementsOf, tlv } from '../../csr/tlv.ts';
import { wordForWord } from '../word-for-word.ts';
import { answer, authority, device, failures, find, issue, judge, notes, subject, unusual } from './trial-setting.ts';

const spki = spkiOf(device.publicKey);
const foreign = await makeAuthority('ec-p256', 'Somebody Else');
const good = deviceExtensions(authority, spki);
const without = (...oids: readonly string[]): Extension[] => good.filter(({ oid }) => !oids.includes(oid));

/** nameConstraints that permit the DNS names of acme.example. */
const OF_ACME = tlv(0x30, tlv(0xa0, tlv(0x30, tlv(0x82, Buffer.from('acme.example')))));

describe('a certificate that is unusual passes with a note', () => {
  const large: Extension = { oid: '1.3.6.1.4.1.99999.2', critical: false, value: tlv(0x04, Buffer.alloc(1_200)) };
  const compressed = tlv(
    0x30,
    elementsOf(spki)[0] ?? Buffer.alloc(0),
    tlv(0x03, Buffer.of(0, 2 + ((spki.at(-1) ?? 0) & 1)), spki.subarray(-64, -32)),
  );

  const CASES: readonly [string, string, () => { pem: string }, RegExp][] = [
    [
      'SUBJECT_SAME',
      'PrintableString for UTF8String',
      () =>
        issue({
          subject: encodeName([
            [{ type: 'O', value: 'Acme', stringType: 'PrintableString' }],
            [{ type: 'CN', value: 'device-1', stringType: 'PrintableString' }],
          ]),
        }),
      /string type/,
    ],
    ['PUBLIC_KEY_SAME', 'a compressed point', () => issue({ spki: compressed }), /encoded differently/],
    [
      'VALID_NOW',
      'begins 30 seconds from now',
      () => issue({ notBefore: new Date(NOW.getTime() + 30_000) }),
      /30 s ahead/,
    ],
    ['WITHIN_AUTHORITY', 'begins before its CA', () => issue({ notBefore: day(-366) }), /before its CA/],
    [
      'WILL_EXPIRE',
      'has an hour left',
      () => issue({ notAfter: new Date(NOW.getTime() + 3_600_000) }),
      /2026-11-22 13:00:00 UTC, in less than a day/,
    ],
    [
      'NOT_A_CA',
      'X.509 version 1',
      () => resign(issue().der, authority.privateKey, (fields) => fields.slice(1, 7)),
      /version 1/,
    ],
    [
      'NOT_A_CA',
      'a path length without CA:TRUE',
      () =>
        issue({
          extensions: [
            ...without('2.5.29.19'),
            { oid: '2.5.29.19', critical: true, value: tlv(0x30, tlv(0x02, Buffer.of(0))) },
          ],
        }),
      /path length without CA:TRUE/,
    ],
    [
      'CLIENT_AUTH',
      'may sign for others as well',
      () =>
        issue({
          extensions: [
            ...without('2.5.29.37', '2.5.29.15'),
            keyUsage(['digitalSignature', 'cRLSign']),
            extendedKeyUsage(['clientAuth', 'OCSPSigning', 'codeSigning', 'timeStamping']),
          ],
        }),
      /CRLs, OCSP answers for its CA, code, time stamps/,
    ],
    [
      'EXTENSIONS_READABLE',
      'an odd one behind some that are in order',
      () => issue({ extensions: [...without('2.5.29.35'), { oid: '2.5.29.35', critical: false, value: tlv(0x30) }] }),
      /names no key/,
    ],
    ['CLIENT_AUTH', 'no extKeyUsage', () => issue({ extensions: without('2.5.29.37') }), /no extKeyUsage/],
    [
      'CLIENT_AUTH',
      'any purpose',
      () => issue({ extensions: [...without('2.5.29.37'), extendedKeyUsage(['anyExtendedKeyUsage'])] }),
      /anyExtendedKeyUsage/,
    ],
    [
      'KEY_USAGE_FITS',
      "keyEncipherment with an EC key, as AWS Private CA's templates have it",
      () => issue({ extensions: [...without('2.5.29.15'), keyUsage(['digitalSignature', 'keyEncipherment'])] }),
      /^keyEncipherment with an EC key, which RFC 8813 forbids$/,
    ],
    ['CERTIFICATE_SIZE', "larger than the demos' buffers", () => issue({ extensions: [...good, large] }), /2,048/],
    [
      'CRITICAL_EXTENSIONS',
      'nameConstraints',
      () => issue({ extensions: [...good, { oid: '2.5.29.30', critical: true, value: OF_ACME }] }),
      /for CAs only/,
    ],
    [
      'ISSUED_BY_LINKED_CA',
      'another authority key identifier',
      () => issue({ extensions: [...deviceExtensions(foreign, spki)] }),
      /identifier/,
    ],
  ];

  it.each(CASES)('%s: %s', (code, _case, make, summary) => {
    const verdict = judge(answer(make().pem));
    expect(failures(verdict)).toEqual([]);
    expect(notes(verdict)).toContain(code);
    expect(find(verdict, code).summary).toMatch(summary);
  });

  it('in these words', async () => {
    const said = CASES.map(([code, what, make]) => [`${code}: ${what}`, unusual(judge(answer(make().pem)))]);
    await expect(wordForWord(Object.fromEntries(said))).toMatchFileSnapshot('certificate-notes.txt');
  });

  it('is noted to go by an end of its CA that is over, when the signer was told another one than the CA has', () => {
    const end = parseCertificate(authority.pem).notAfter;
    const within = (knownEnd: Date | undefined) => find(judge(answer(issue().pem), { knownEnd }), 'WITHIN_AUTHORITY');
    for (const told of [day(40), new Date(end.getTime() + 86_400_000)]) {
      expect(within(told)).toMatchObject({
        severity: 'note',
        summary: expect.stringContaining(`the signer was told ${told.toISOString().slice(0, 10)}`),
        fix: expect.stringContaining('`certprov rollback --all`, then `certprov init`'),
      });
    }
    for (const told of [end, undefined]) expect(within(told).severity).toBe('ok');
  });

  it('is told what its key cannot do by the kind of its key', async () => {
    const rsa = await generateKey('rsa-2048');
    const request = buildCertificationRequest({ subject, privateKey: rsa.privateKey });
    const told = (usages: Parameters<typeof keyUsage>[0]) => {
      const extensions = [...without('2.5.29.15'), keyUsage(usages)];
      const { pem } = issueDevice(authority, subject, spkiOf(rsa.publicKey), { extensions });
      return judge(answer(pem), { csrInput: Buffer.from(request.pem) }).checks.find(
        ({ code }) => code === 'KEY_USAGE_FITS',
      );
    };
    expect(told(['digitalSignature', 'keyEncipherment'])).toBeUndefined();
    expect(told(['digitalSignature', 'keyAgreement'])).toMatchObject({
      severity: 'note',
      summary: 'keyAgreement with an RSA key, which RFC 3279 forbids',
    });
  });

  it('is told nothing of what a key of another kind cannot do', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const extensions = [...without('2.5.29.15'), keyUsage(['digitalSignature', 'keyAgreement'])];
    const { pem } = issueDevice(authority, subject, spkiOf(publicKey), { extensions });
    expect(judge(answer(pem)).checks.map(({ code }) => code)).not.toContain('KEY_USAGE_FITS');
  });

  it("needs no rotation when it runs as long as AWS's own", async () => {
    const { privateKey, publicKey } = await generateKey('ec-p256');
    const far = new Date('2060-01-01T00:00:00Z');
    const longLived = buildCertificate(
      {
        serial: Buffer.of(1),
        issuer: authority.name,
        subject: authority.name,
        spki: spkiOf(publicKey),
        notBefore: day(-1),
        notAfter: far,
        extensions: [basicConstraints({ ca: true })],
        signatureAlgorithm: algorithmOf(privateKey),
      },
      privateKey,
    );
    const verdict = judge(answer(issue({ notAfter: new Date('2049-12-31T23:59:59Z'), signWith: privateKey }).pem), {
      issuerPem: longLived.pem,
    });
    expect(failures(verdict)).toEqual([]);
    expect(find(verdict, 'WILL_EXPIRE').severity).toBe('ok');
  });
});
