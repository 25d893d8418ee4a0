import { describe, expect, it } from 'vitest';
import type { Handshake } from '../../../../src/checks/trial/judge-trial.ts';
import { readAndJudge } from '../../../../src/checks/trial/judge-csr.ts';
import { NOW } from '../../../csr/issuing.ts';
import { answer, failures, find, issue, judge, notes, request, run } from '../trial-setting.ts';

const judged = (handshake: Handshake | undefined, pem = issue().pem) => judge({ ...answer(pem), handshake });

describe('the handshake that somebody has held', () => {
  it('is a rule of its own, the last about a certificate', () => {
    const verdict = judged({ kind: 'accepted', protocol: 'TLSv1.3' });
    expect(verdict.verdict).toBe('pass');
    expect(verdict.checks.at(-1)).toMatchObject({
      code: 'TLS_HANDSHAKE',
      severity: 'ok',
      summary: 'TLSv1.3, by a server that trusts Acme Device CA only',
    });
  });

  it.each<[string, Handshake, RegExp]>([
    [
      'refuses the chain',
      { kind: 'refused', reason: 'INVALID_PURPOSE' },
      /trusts Acme.*TLS client \(INVALID_PURPOSE\)/,
    ],
    ['says a word that is not known here', { kind: 'refused', reason: 'HOSTNAME' }, /refuses it: HOSTNAME$/],
    [
      'could not be asked',
      { kind: 'broken', what: 'a device cannot load it', reason: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' },
      /^a device cannot load it: .*another key/,
    ],
  ])('fails when the server %s, whatever the other rules say', (_case, handshake, summary) => {
    const verdict = judged(handshake);
    expect(verdict.verdict).toBe('fail');
    expect(failures(verdict)).toEqual(['TLS_HANDSHAKE']);
    expect(find(verdict, 'TLS_HANDSHAKE').summary).toMatch(summary);
  });

  it('is a note when it was not exercised', () => {
    const verdict = judged({ kind: 'not-held', reason: 'the private key of this CSR is not here' });
    expect(verdict.verdict).toBe('pass');
    expect(notes(verdict)).toContain('TLS_HANDSHAKE');
    expect(find(verdict, 'TLS_HANDSHAKE').summary).toBe('not exercised: the private key of this CSR is not here');
  });

  it('is not exercised when the certificate begins a moment ahead of this clock, and fails when it is more', () => {
    const begins = (seconds: number) => issue({ notBefore: new Date(NOW.getTime() + seconds * 1000) }).pem;
    const handshake: Handshake = { kind: 'refused', reason: 'CERT_NOT_YET_VALID' };
    expect(find(judged(handshake, begins(30)), 'TLS_HANDSHAKE').severity).toBe('note');
    expect(failures(judged(handshake, begins(600)))).toEqual(['VALID_NOW', 'TLS_HANDSHAKE']);
    expect(failures(judged(handshake, begins(-600)))).toEqual(['TLS_HANDSHAKE']);
  });

  it('is refused where the certificate begins a moment ahead, and the linked CA is not known', () => {
    const handshake: Handshake = { kind: 'refused', reason: 'CERT_NOT_YET_VALID' };
    const begins = issue({ notBefore: new Date(NOW.getTime() + 30_000) }).pem;
    const verdict = judge({ ...answer(begins), handshake }, { issuerPem: undefined });
    expect(find(verdict, 'TLS_HANDSHAKE').severity).toBe('fail');
  });

  it('says nothing where nobody held one', () => {
    expect(judged(undefined).checks.map(({ code }) => code)).not.toContain('TLS_HANDSHAKE');
  });

  it('belongs to its run', () => {
    const good: Handshake = { kind: 'accepted', protocol: 'TLSv1.3' };
    const verdict = judge([
      { ...answer(issue().pem), handshake: good },
      { ...answer(issue().pem), handshake: { kind: 'refused', reason: 'UNSPECIFIED' } },
    ]);
    expect(find(verdict, 'TLS_HANDSHAKE').summary).toMatch(/^run 2: a server/);
  });
});

describe('the text of an answer', () => {
  const { pem } = issue();
  it('is what OpenSSL has to read', () => {
    expect(find(judge(answer(pem)), 'LOADS_AS_TEXT')).toMatchObject({ severity: 'ok' });
  });

  it.each([
    ['with an empty line in the middle', pem.replace(/(?<=\n.{64}\n)/, '\n')],
    ['indented', pem.replaceAll(/^/gm, '  ')],
  ])('fails %s', (_case, text) => {
    expect(failures(judge(answer(text)))).toContain('LOADS_AS_TEXT');
  });
});

describe('a CSR that was read already', () => {
  it('is not read again, whatever stands in csrInput', () => {
    const csr = readAndJudge(Buffer.from(request.pem));
    const verdict = judge(run({ certificatePem: issue().pem }), { csr, csrInput: Buffer.from('no CSR at all') });
    expect(verdict.verdict).toBe('pass');
  });
});
