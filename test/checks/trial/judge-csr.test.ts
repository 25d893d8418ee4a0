import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgeCsr } from '../../../src/checks/trial/judge-csr.ts';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { basicConstraints, subjectAltName } from '../../../src/csr/extensions.ts';
import { opensslOutput, withFile } from '../../csr/openssl.ts';
import { elementsOf, tlv } from '../../csr/tlv.ts';

const subject = encodeName([[{ type: 'CN', value: 'device-1' }]]);
const { privateKey } = await generateKey('ec-p256');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const build = (overrides: Partial<Parameters<typeof buildCertificationRequest>[0]> = {}): Buffer =>
  buildCertificationRequest({ subject, privateKey, ...overrides }).der;
const outcomes = (csr: Uint8Array) => judgeCsr(csr).map(({ code, severity }) => `${code} ${severity}`);
const GOOD = ['CSR_READABLE ok', 'CSR_SIGNATURE_VALID ok', 'CSR_KEY_ACCEPTED ok'];

const fromOpenssl = (key: string | Buffer, ...args: readonly string[]): Buffer =>
  withFile(key, (file) => opensslOutput(['req', '-new', '-key', file, '-subj', '/CN=device-1', ...args]));
const rsaPem = rsa.export({ format: 'pem', type: 'pkcs8' });

describe('judgeCsr', () => {
  it.each([
    ['EC P-256', () => build()],
    ['RSA 2048', () => build({ privateKey: rsa })],
    ['RSA-PSS signature', () => fromOpenssl(rsaPem, '-sigopt', 'rsa_padding_mode:pss')],
  ])('passes %s', (_case, make) => {
    expect(outcomes(make())).toEqual(GOOD);
  });

  it('shows key and subject, what cannot be seen escaped', () => {
    const [readable] = judgeCsr(build({ subject: encodeName([[{ type: 'CN', value: 'a\u001b[2J' }]]) }));
    expect(readable?.summary).toBe('EC P-256, CN=a\\1B[2J');
  });

  it('stops at what is no CSR, with the fix of the parser', () => {
    const checks = judgeCsr(Buffer.from(rsaPem));
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({
      code: 'CSR_READABLE',
      passed: false,
      summary: expect.stringContaining('private key'),
      fix: expect.stringContaining('openssl req'),
    });
  });

  it('notes a version that is not 0', () => {
    const [information = Buffer.alloc(0), algorithm = Buffer.alloc(0)] = elementsOf(build());
    const changed = tlv(0x30, ...elementsOf(information).with(0, Buffer.from('020102', 'hex')));
    const der = tlv(0x30, changed, algorithm, tlv(0x03, Buffer.of(0), sign('sha256', changed, privateKey)));
    expect(outcomes(der)).toEqual(['CSR_READABLE note', ...GOOD.slice(1)]);
    expect(judgeCsr(der)[0]?.summary).toContain('version is 2');
  });

  it('notes a CSR that names nobody, unless a subjectAltName does', () => {
    const nobody = encodeName([]);
    expect(outcomes(build({ subject: nobody }))[0]).toBe('CSR_READABLE note');
    expect(
      outcomes(
        build({ subject: nobody, extensions: [subjectAltName(tlv(0x30, tlv(0x82, Buffer.from('a.example'))), true)] }),
      )[0],
    ).toBe('CSR_READABLE ok');
  });

  it('notes a CSR that asks for an extension twice', () => {
    const names = (name: string) => subjectAltName(tlv(0x30, tlv(0x82, Buffer.from(name))));
    expect(judgeCsr(build({ extensions: [names('a.example'), names('b.example')] }))[0]).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('twice'),
    });
  });

  it('notes a CSR that asks for the certificate of a CA', () => {
    expect(judgeCsr(build({ extensions: [basicConstraints({ ca: true })] }))[0]).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('it asks for the certificate of a CA'),
    });
    expect(judgeCsr(build({ extensions: [basicConstraints({ ca: false })] }))[0]).toMatchObject({ severity: 'ok' });
  });

  it('notes a CSR that asks for an extension whose content is malformed', () => {
    const malformed = { oid: '2.5.29.19', critical: false, value: Buffer.from('0500', 'hex') };
    expect(judgeCsr(build({ extensions: [malformed] }))[0]).toMatchObject({
      severity: 'note',
      summary: expect.stringMatching(/; of what it asks for, .*basicConstraints/),
    });
  });

  it('fails a CSR that names nobody when a Private CA is to sign it', () => {
    const nobody = encodeName([]);
    expect(judgeCsr(build({ subject: nobody }), { refusesNobody: true })[0]).toMatchObject({
      code: 'CSR_READABLE',
      passed: false,
      summary: expect.stringContaining('names nobody'),
      fix: expect.stringContaining('-subj'),
    });
    expect(judgeCsr(build({ subject: nobody }), { refusesNobody: false })[0]?.severity).toBe('note');
    expect(judgeCsr(build(), { refusesNobody: true })[0]?.severity).toBe('ok');
  });

  it('notes a CSR that is longer than the HTTP API takes', () => {
    const names = tlv(
      0x30,
      ...Array.from({ length: 200 }, (_, index) => tlv(0x82, Buffer.from(`device-${index}.example`))),
    );
    expect(judgeCsr(build({ extensions: [subjectAltName(names)] }))[0]).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('4096'),
    });
  });

  it('fails a signature that does not verify', () => {
    const der = build();
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    expect(outcomes(der)).toEqual(['CSR_READABLE ok', 'CSR_SIGNATURE_VALID fail', 'CSR_KEY_ACCEPTED ok']);
  });

  it('notes SHA-1 and fails MD5', () => {
    expect(outcomes(fromOpenssl(rsaPem, '-sha1'))[1]).toBe('CSR_SIGNATURE_VALID note');
    expect(outcomes(fromOpenssl(rsaPem, '-md5'))[1]).toBe('CSR_SIGNATURE_VALID fail');
  });

  it.each([
    [
      'RSA 1024',
      () => build({ privateKey: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey }),
      /RSA 1024: it has 1024 bits/,
    ],
    ['Ed25519', () => build({ privateKey: generateKeyPairSync('ed25519').privateKey }), /Ed25519/],
    [
      'secp256k1',
      () => build({ privateKey: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey }),
      /secp256k1/,
    ],
  ])("fails %s with AWS's rule", (_case, make, summary) => {
    const checks = judgeCsr(make());
    expect(checks.map(({ passed }) => passed)).toEqual([true, true, false]);
    expect(checks[2]).toMatchObject({
      code: 'CSR_KEY_ACCEPTED',
      summary: expect.stringMatching(summary),
      fix: expect.stringContaining('prime256v1'),
    });
    expect(checks[2]?.summary).toContain('P-256, P-384 or P-521');
  });

  it('notes an RSA-PSS key', () => {
    const key = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey.export({
      format: 'pem',
      type: 'pkcs8',
    });
    expect(outcomes(fromOpenssl(key))).toEqual(['CSR_READABLE ok', 'CSR_SIGNATURE_VALID ok', 'CSR_KEY_ACCEPTED note']);
  });
});
