import { describe, expect, it } from 'vitest';
import { TRIAL_RULES } from '../../../src/checks/trial/trial-rules.ts';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { day, issueDevice, makeAuthority, spkiOf } from '../../csr/issuing.ts';
import { CODES_OF_A_PASS } from './codes.ts';
import { answer, authority, failures, find, issue, judge, notes, request, subject } from './trial-setting.ts';

const other = await generateKey('ec-p256');
const rsaAuthority = await makeAuthority('rsa-2048', 'Acme RSA CA');
const foreign = await makeAuthority('ec-p256', 'Somebody Else');

describe('a good answer', () => {
  const verdict = judge(answer(issue().pem));

  it('passes every rule, and is told that it will expire', () => {
    expect(verdict.verdict).toBe('pass');
    expect(failures(verdict)).toEqual([]);
    expect(notes(verdict)).toEqual(['WILL_EXPIRE']);
  });

  it('is judged by every rule, in the order of the signing', () => {
    expect(verdict.checks.map(({ code }) => code)).toEqual(CODES_OF_A_PASS);
  });

  it('by rules of which each has a source, as docs/trial-rules.md shows it', () => {
    expect(TRIAL_RULES.filter(({ source }) => !/\[[^\]]+\]\(https:\/\/[^)]+\)/.test(source))).toEqual([]);
    const codes: readonly string[] = TRIAL_RULES.map(({ code }) => code);
    expect(verdict.checks.filter(({ code }) => !codes.includes(code))).toEqual([]);
  });

  it('is reported in lines that fit the screen', () => {
    for (const { title, summary } of verdict.checks) {
      expect(title.length).toBeLessThanOrEqual(27);
      expect(summary).not.toMatch(/\n|undefined|NaN|\[object/);
      expect(summary.length).toBeGreaterThan(0);
    }
  });

  it('gives the certificate and the times', () => {
    expect(verdict.certificates.map(({ subject: { text } }) => text)).toEqual(['CN=device-1,O=Acme']);
    expect(verdict.timings).toEqual({ coldMs: 600, warmMs: 180, limitMs: 5000, marginMs: 4400, authorityMs: null });
  });

  it.each(['ec-p384', 'ec-p521', 'rsa-2048'] as const)('passes with a device key of %s and an RSA CA', async (type) => {
    const { privateKey, publicKey } = await generateKey(type);
    const csrInput = Buffer.from(buildCertificationRequest({ subject, privateKey }).pem);
    const { pem } = issueDevice(rsaAuthority, subject, spkiOf(publicKey));

    expect(judge(answer(pem), { csrInput, issuerPem: rsaAuthority.pem }).verdict).toBe('pass');
  });
});

describe('the linked CA', () => {
  it.each([
    ['nobody named', undefined, /nobody said/],
    ['one without PEM', 'hello', /no certificate/],
    ['one that is damaged', authority.pem.replace(/(?<=\n.{20})./, ''), /cannot be read/],
    ['a CSR', request.pem, /cannot be read/],
  ])('fails when it is %s', (_case, issuerPem, summary) => {
    const verdict = judge(answer(issue().pem), { issuerPem });
    expect(failures(verdict)).toEqual(['ISSUED_BY_LINKED_CA']);
    expect(find(verdict, 'ISSUED_BY_LINKED_CA')).toMatchObject({
      summary: expect.stringMatching(summary),
      fix: expect.stringContaining('--ca-certificate'),
    });
    expect(verdict.checks.map(({ code }) => code)).not.toContain('WITHIN_AUTHORITY');
  });

  it('is the first of a chain', () => {
    expect(judge(answer(issue().pem), { issuerPem: authority.pem + foreign.pem }).verdict).toBe('pass');
  });
});

describe('several runs', () => {
  it('pass with a certificate each', () => {
    const verdict = judge([answer(issue().pem), answer(issue().pem), answer(issue().pem)]);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.certificates).toHaveLength(3);
    expect(find(verdict, 'RUNS_DIFFER')).toMatchObject({ severity: 'ok', summary: '3 runs, 3 different certificates' });
  });

  it('fail when a later one fails, and say which', () => {
    const verdict = judge([answer(issue().pem), answer(issue({ spki: spkiOf(other.publicKey) }).pem)]);
    expect(failures(verdict)).toEqual(['PUBLIC_KEY_SAME', 'RUNS_DIFFER']);
    expect(find(verdict, 'PUBLIC_KEY_SAME').summary).toMatch(/^run 2: another/);
    expect(find(verdict, 'RUNS_DIFFER').summary).toBe('run 1 passes, run 2 fails PUBLIC_KEY_SAME');
  });

  it('fail when only the first fails', () => {
    const verdict = judge([answer(null), answer(issue().pem)]);
    expect(failures(verdict)).toEqual(['ANSWER_SHAPE', 'RUNS_DIFFER']);
  });

  it('fail on the same certificate twice', () => {
    const { pem } = issue();
    const verdict = judge([answer(pem), answer(issue().pem), answer(pem)]);
    expect(failures(verdict)).toEqual(['RUNS_DIFFER']);
    expect(find(verdict, 'RUNS_DIFFER').summary).toContain('runs 1 and 3 got the same certificate');
  });

  it('fail on a serial number given twice', () => {
    const serial = Buffer.from('01020304', 'hex');
    const verdict = judge([answer(issue({ serial }).pem), answer(issue({ serial, notAfter: day(100) }).pem)]);
    expect(find(verdict, 'RUNS_DIFFER').summary).toContain('two certificates with the same serial number');
  });

  it('that fail alike are told once', () => {
    const verdict = judge([answer(null), answer(null)]);
    expect(failures(verdict)).toEqual(['ANSWER_SHAPE']);
    expect(find(verdict, 'RUNS_DIFFER').summary).toBe('all 2 runs fail in the same way');
  });

  it('none is no pass', () => {
    expect(judge([]).verdict).toBe('fail');
  });
});
