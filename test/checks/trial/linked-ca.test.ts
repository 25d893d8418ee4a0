import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildCertificate, type CertificateTemplate } from '../../../src/csr/build-certificate.ts';
import { buildCertificationRequest } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import {
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  type Extension,
} from '../../../src/csr/extensions.ts';
import { day, spkiOf } from '../../csr/issuing.ts';
import { tlv } from '../../csr/tlv.ts';
import { wordForWord } from '../word-for-word.ts';
import { answer, authority, device, failures, find, issue, judge, notes, subject, unusual } from './trial-setting.ts';

const text = (tag: number, value: string): Buffer => tlv(tag, Buffer.from(value));
const constraints = (permitted: readonly Buffer[], excluded: readonly Buffer[] = []): Extension => {
  const list = (tag: number, bases: readonly Buffer[]): Buffer[] =>
    bases.length === 0 ? [] : [tlv(tag, ...bases.map((base) => tlv(0x30, base)))];
  return { oid: '2.5.29.30', critical: true, value: tlv(0x30, ...list(0xa0, permitted), ...list(0xa1, excluded)) };
};
const CA = basicConstraints({ ca: true });
const SIGNS = keyUsage(['keyCertSign', 'cRLSign']);

/** The linked CA with its own key, and another certificate than it has. */
const linked = (overrides: Partial<CertificateTemplate>): string =>
  buildCertificate(
    {
      serial: Buffer.of(1),
      issuer: authority.name,
      subject: authority.name,
      spki: authority.spki,
      notBefore: day(-365),
      notAfter: day(3650),
      extensions: [CA, SIGNS],
      signatureAlgorithm: 'ecdsaWithSHA256',
      ...overrides,
    },
    authority.privateKey,
  ).pem;
const judged = (issuerPem: string, pem = issue().pem, csrInput?: Buffer) =>
  judge(answer(pem), { issuerPem, ...(csrInput && { csrInput }) });

describe('the linked CA', () => {
  const CASES: readonly [string, Partial<CertificateTemplate>, RegExp][] = [
    ['begins in a month', { notBefore: day(30) }, /not valid before/],
    ['has ended', { notAfter: day(-1) }, /ended/],
    ['is none', { extensions: [basicConstraints({ ca: false })] }, /none of a CA/],
    ['may sign CRLs alone', { extensions: [CA, keyUsage(['cRLSign'])] }, /may not sign certificates/],
    [
      'is for servers',
      { extensions: [CA, SIGNS, extendedKeyUsage(['serverAuth', 'codeSigning'])] },
      /serverAuth, codeSigning alone/,
    ],
    [
      'has a critical extension that nobody knows',
      { extensions: [CA, { oid: '1.2.3.4', critical: true, value: Buffer.from('0500', 'hex') }] },
      /1\.2\.3\.4 is critical/,
    ],
    [
      'has malformed policies',
      { extensions: [CA, { oid: '2.5.29.32', critical: false, value: Buffer.from('0500', 'hex') }] },
      /malformed/,
    ],
    [
      'permits another organisation',
      { extensions: [CA, constraints([tlv(0xa4, encodeName([[{ type: 'O', value: 'Somebody' }]]))])] },
      /nameConstraints do not allow the subject/,
    ],
    [
      'excludes this organisation',
      { extensions: [CA, constraints([], [tlv(0xa4, encodeName([[{ type: 'O', value: 'ACME' }]]))])] },
      /nameConstraints do not allow the subject/,
    ],
    [
      'has a name of another type',
      { subject: tlv(0x30, tlv(0x31, tlv(0x30, Buffer.from('0603550403', 'hex'), text(0x1a, 'CA')))) },
      /in its name|names/,
    ],
  ];

  it.each(CASES)('fails when it %s', (_case, overrides, summary) => {
    const verdict = judged(linked(overrides));
    expect(failures(verdict)).toContain('LINKED_CA_IN_ORDER');
    expect(find(verdict, 'LINKED_CA_IN_ORDER').summary).toMatch(summary);
  });

  it('fails in these words', async () => {
    const said = CASES.map(([what, overrides]) => [what, unusual(judged(linked(overrides)))]);
    await expect(wordForWord(Object.fromEntries(said))).toMatchFileSnapshot('linked-ca.txt');
  });

  it('is noted, in these words, for what some verifiers refuse', async () => {
    const parent = encodeName([[{ type: 'CN', value: 'Root' }]]);
    const lax = [{ ...CA, critical: false }, SIGNS];
    const odd: readonly [string, Partial<CertificateTemplate>][] = [
      ['is below a root, and nothing is odd', { issuer: parent }],
      [
        'is below a root, and signed with SHA-1',
        { issuer: parent, signatureAlgorithm: 'ecdsaWithSHA1' as 'ecdsaWithSHA256' },
      ],
      ['is a root, and signed with SHA-1', { signatureAlgorithm: 'ecdsaWithSHA1' as 'ecdsaWithSHA256' }],
      [
        'names itself as its issuer, which did not sign it',
        { spki: spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey) },
      ],
      ['is for any purpose', { extensions: [CA, SIGNS, extendedKeyUsage(['anyExtendedKeyUsage'])] }],
      ['is for clients among others', { extensions: [CA, SIGNS, extendedKeyUsage(['clientAuth', 'serverAuth'])] }],
      ['has no keyUsage', { extensions: [CA] }],
      ['has basicConstraints that are not critical', { extensions: lax }],
      ['has a serial number of 21 octets', { serial: Buffer.alloc(21, 1) }],
      ['has one of 20', { serial: Buffer.alloc(20, 1) }],
      ['has no name', { subject: encodeName([]), issuer: parent }],
      ['has an extension twice', { extensions: [CA, SIGNS, SIGNS] }],
    ];
    const said = odd.map(([what, overrides]) => {
      const { severity, summary, fix = '-' } = find(judged(linked(overrides)), 'LINKED_CA_IN_ORDER');
      return [what, [`${severity}: ${summary} | ${fix}`]];
    });
    await expect(wordForWord(Object.fromEntries(said))).toMatchFileSnapshot('linked-ca-oddities.txt');
  });

  it('has a name that is judged in what it issued, too', () => {
    const name = tlv(0x30, tlv(0x31, tlv(0x30, Buffer.from('0603550403', 'hex'), text(0x1a, 'CA'))));
    const verdict = judged(linked({ subject: name }), issue({ issuer: name }).pem);
    expect(failures(verdict)).toContain('NAMES_READABLE');
    expect(find(verdict, 'NAMES_READABLE').summary).toMatch(/^in its issuer, CN is no character string \(tag 0x1a\)/);
  });

  it.each(['secp256k1', 'secp224r1', 'brainpoolP256r1'])('fails with a key on %s', (namedCurve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve });
    expect(find(judged(linked({ spki: spkiOf(publicKey) })), 'LINKED_CA_IN_ORDER')).toMatchObject({ severity: 'fail' });
  });

  it('fails with a key of RSA 1024, and with the point at infinity', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(find(judged(linked({ spki: spkiOf(publicKey) })), 'LINKED_CA_IN_ORDER').summary).toMatch(/1024 bits/);
    const infinity = Buffer.from('3019301306072a8648ce3d020106082a8648ce3d030107030200 00'.replace(' ', ''), 'hex');
    expect(find(judged(linked({ spki: infinity })), 'LINKED_CA_IN_ORDER').summary).toMatch(/infinity/);
  });

  it('is noted when the device has its name', () => {
    const csr = buildCertificationRequest({ subject: authority.name, privateKey: device.privateKey });
    const verdict = judged(linked({}), issue({ subject: authority.name }).pem, Buffer.from(csr.pem));
    expect(failures(verdict)).toEqual([]);
    expect(find(verdict, 'LINKED_CA_IN_ORDER')).toMatchObject({
      severity: 'note',
      summary: expect.stringMatching(/^the device has the name of its CA, .* self-signed$/),
    });
  });

  it('is noted when SHA-1 signed it', () => {
    const { extensions } = { extensions: [CA, SIGNS] };
    const parent = encodeName([[{ type: 'CN', value: 'Root' }]]);
    const verdict = judged(
      linked({ issuer: parent, extensions, signatureAlgorithm: 'ecdsaWithSHA1' as 'ecdsaWithSHA256' }),
    );
    expect(failures(verdict)).toEqual([]);
    expect(notes(verdict)).toContain('LINKED_CA_IN_ORDER');
  });
});

describe('nameConstraints of the linked CA', () => {
  const kinds: readonly [string, Buffer, Buffer, boolean][] = [
    ['a host within a domain', text(0x82, 'a.acme.example'), text(0x82, 'acme.example'), true],
    ['the domain itself', text(0x82, 'ACME.example'), text(0x82, 'acme.example'), true],
    ['a host whose name ends alike', text(0x82, 'bacme.example'), text(0x82, 'acme.example'), false],
    ['a mailbox of the host', text(0x81, 'a@acme.example'), text(0x81, 'acme.example'), true],
    ['a mailbox of a host below', text(0x81, 'a@b.acme.example'), text(0x81, 'acme.example'), false],
    ['a mailbox below a domain', text(0x81, 'a@b.acme.example'), text(0x81, '.acme.example'), true],
    ['a URI of the host', text(0x86, 'https://acme.example:8443/x'), text(0x86, 'acme.example'), true],
    ['a URI of another host', text(0x86, 'https://evil.example/acme.example'), text(0x86, 'acme.example'), false],
    [
      'an address of the network',
      tlv(0x87, Buffer.of(10, 1, 2, 3)),
      tlv(0x87, Buffer.of(10, 0, 0, 0, 255, 0, 0, 0)),
      true,
    ],
    [
      'an address of another network',
      tlv(0x87, Buffer.of(11, 1, 2, 3)),
      tlv(0x87, Buffer.of(10, 0, 0, 0, 255, 0, 0, 0)),
      false,
    ],
    ['a name of another kind', text(0x82, 'a.acme.example'), text(0x81, 'acme.example'), true],
  ];

  it.each(kinds)('that permit %s', (_case, name, base, isAllowed) => {
    const names = subjectAltName(tlv(0x30, name));
    const csr = buildCertificationRequest({ subject, privateKey: device.privateKey, extensions: [names] });
    const { pem } = issue({ extensions: [basicConstraints({ ca: false }), names, extendedKeyUsage(['clientAuth'])] });
    const permitting = linked({ extensions: [CA, SIGNS, constraints([base])] });
    expect(failures(judged(permitting, pem, Buffer.from(csr.pem)))).toEqual(isAllowed ? [] : ['LINKED_CA_IN_ORDER']);
    const isSameKind = name[0] === base[0];
    const excluding = linked({ extensions: [CA, SIGNS, constraints([], [base])] });
    expect(failures(judged(excluding, pem, Buffer.from(csr.pem)))).toEqual(
      isAllowed && isSameKind ? ['LINKED_CA_IN_ORDER'] : [],
    );
  });
});
