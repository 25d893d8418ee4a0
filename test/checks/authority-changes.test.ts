import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkAuthorityRenewed } from '../../src/checks/authority-renewed.ts';
import { checkAuthorityShared } from '../../src/checks/authority-shared.ts';
import { checkSignerEnd } from '../../src/checks/signer-end.ts';
import { asIssuer } from '../../src/deployment/issuer-certificate.ts';
import { knownEnd } from '../../src/deployment/known-end.ts';
import { externalEnvironment } from '../../src/authority/external-environment.ts';
import { signerEnvironment } from '../../src/authority/signer-environment.ts';
import { makeOwnCa } from '../csr/own-ca.ts';

const arn = 'arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1';
const now = new Date('2026-11-30T12:00:00Z');
const at = (text: string): Date => new Date(`${text}T00:00:00Z`);
const shown = (findings: readonly { code: string; severity: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

describe('checkAuthorityShared', () => {
  const ask = (more: Partial<Parameters<typeof checkAuthorityShared>[0]>) =>
    checkAuthorityShared({
      arn,
      displayName: 'Corp CA',
      sharedBy: undefined,
      template: 'EndEntityClientAuthCertificate/V1',
      ...more,
    });

  it('has nothing to say of a CA of this account, and of a function that asks by its own', () => {
    expect(ask({})).toEqual([]);
    expect(ask({ sharedBy: '111122223333', template: undefined })).toEqual([]);
  });

  it('warns of a share that may not let the template pass, and of certificates for servers as well', () => {
    expect(shown(ask({ sharedBy: '111122223333' }))).toEqual(['warning AUTHORITY_SHARED']);
    expect(shown(ask({ template: 'EndEntityCertificate/V1' }))).toEqual(['warning CERTIFICATES_FOR_SERVERS']);
    expect(shown(ask({ sharedBy: '111122223333', template: 'EndEntityCertificate/V1' }))).toEqual([
      'warning CERTIFICATES_FOR_SERVERS',
    ]);
  });
});

describe('checkSignerEnd', () => {
  const check = (notAfter: string | undefined, known: string | undefined) =>
    checkSignerEnd(
      { displayName: 'CA', arn, notAfter: notAfter ? at(notAfter) : undefined, known: known ? at(known) : undefined },
      now,
    );

  it.each([
    ['2036-01-01', '2036-01-01'],
    ['2036-01-01', undefined],
    [undefined, '2036-01-01'],
  ])('has nothing to say of a CA that ends %s and a signer that was told %s', (end, told) => {
    expect(check(end, told)).toEqual([]);
  });

  it.each([
    ['2036-01-01', '2026-12-02', 'warning', /until|end by 2026-12-02/],
    ['2036-01-01', '2026-11-29', 'blocker', /is past: it refuses every CSR/],
    ['2027-01-01', '2036-01-01', 'warning', /end after the CA, and those are refused/],
  ])('of a CA that ends %s when the signer was told %s is a %s', (end, told, severity, words) => {
    const findings = check(end, told);
    expect(shown(findings)).toEqual([`${severity} SIGNER_CA_END_STALE`]);
    expect(findings[0]!.summary).toMatch(words);
    expect(findings[0]!.fix).toContain('`certprov rollback --all`, then `certprov init`');
  });
});

describe('knownEnd', () => {
  const OLD = { CERTPROV_CA_ARN: arn, CERTPROV_CA_KEY_ALGORITHM: 'EC_prime256v1', CERTPROV_VALIDITY_DAYS: '365' };

  it('is what a signer of an earlier version was told, and nothing of one that asks its CA', () => {
    expect(knownEnd({ ...OLD, CERTPROV_CA_NOT_AFTER: '2035-01-01T00:00:00.000Z' })).toEqual(at('2035-01-01'));
    expect(knownEnd({ ...OLD, CERTPROV_CA_NOT_AFTER: 'soon' })).toBeUndefined();
    const authority = {
      kind: 'acm-pca',
      certificateAuthorityArn: arn,
      keyAlgorithm: 'EC_prime256v1',
      template: 'EndEntityCertificate/V1',
    } as const;
    expect(knownEnd(signerEnvironment({ authority, validityDays: 365 }))).toBeUndefined();
    expect(knownEnd({})).toBeUndefined();
  });

  it('is the end of the certificate that the signer of an own CA has, and not of one that a server issues by', async () => {
    const issuer = await makeOwnCa(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const own = { kind: 'secret', secretName: 'certprov-ca/x' } as const;
    expect(knownEnd(externalEnvironment({ authority: own, issuer, validityDays: 1 }))).toEqual(issuer.notAfter);
    const server = { kind: 'webhook', url: 'https://ca.example.com/sign', secretName: 'certprov/x' } as const;
    expect(knownEnd(externalEnvironment({ authority: server, issuer, validityDays: 1 }))).toBeUndefined();
  });
});

describe('checkAuthorityRenewed', () => {
  it('tells what a renewal does to devices, and nothing without one', async () => {
    const linked = asIssuer((await makeOwnCa(generateKeyPairSync('ec', { namedCurve: 'P-256' }))).pem);
    const check = (renewed?: { notAfter: Date; sameKey: boolean }) =>
      checkAuthorityRenewed({ state: 'answers', asked: 'cacerts', renewed }, linked, 'EST: https://x');
    expect(check()).toEqual([]);
    expect(checkAuthorityRenewed({ state: 'dead', why: 'gone' }, linked, 'EST: https://x')).toEqual([]);
    const [same] = check({ notAfter: at('2040-01-01'), sameKey: true });
    expect(same).toMatchObject({ code: 'CA_RENEWED', severity: 'warning' });
    expect(same!.summary).toMatch(/until 2040-01-01, .* with the same key: devices get certificates as before/);
    const [other] = check({ notAfter: at('2040-01-01'), sameKey: false });
    expect(other!.summary).toMatch(/with another key: if it issues by that one, .* devices get nothing/);
    expect(other!.fix).toContain('`certprov canary`');
  });
});
