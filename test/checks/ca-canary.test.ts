import { describe, expect, it } from 'vitest';
import { checkCaCanary, type CaCanaryCertificate } from '../../src/checks/ca-canary.ts';

const now = new Date('2026-11-22T00:00:00Z');
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);

const issued = (change: Partial<CaCanaryCertificate> = {}): CaCanaryCertificate => ({
  outcome: 'issued',
  authorityMs: 12,
  serialNumber: '4be1',
  subject: 'exact-der',
  subjectAsked: 'CN=a,O=b',
  subjectGiven: 'CN=a,O=b',
  isSameKey: true,
  isIssuedByLinked: true,
  issuerName: 'CN=Other CA',
  notAfter: days(365),
  ...change,
});

const check = (canary: Parameters<typeof checkCaCanary>[0], kind = 'est') =>
  checkCaCanary(canary, { caName: 'Acme CA', validityDays: 365, kind }, now);

describe('checkCaCanary', () => {
  it('finds nothing in a certificate that is what was asked for, nor in a canary that was left out', () => {
    expect(check(issued())).toEqual([]);
    expect(check({ outcome: 'skipped', why: 'as asked' })).toEqual([]);
  });

  it.each([
    [{ isSameKey: false }, 'blocker AUTHORITY_CHANGES_KEY'],
    [{ isIssuedByLinked: false }, 'blocker AUTHORITY_ISSUER_DIFFERS'],
    [{ subject: 'different' as const, subjectGiven: 'CN=a' }, 'blocker AUTHORITY_CHANGES_SUBJECT'],
    [{ subject: 'same-text' as const }, 'warning AUTHORITY_REWRITES_SUBJECT'],
    [{ notAfter: days(90) }, 'warning AUTHORITY_CAPS_VALIDITY'],
  ])('finds %o', (change, expected) => {
    expect(check(issued(change)).map(({ severity, code }) => `${severity} ${code}`)).toEqual([expected]);
  });

  it('says what became of the subject, and for step-ca the template that keeps it', () => {
    const [finding] = check(issued({ subject: 'different', subjectGiven: 'CN=a' }), 'step-ca');
    expect(finding?.summary).toBe('Acme CA changes the subject: CN=a,O=b became CN=a');
    expect(finding?.fix).toContain('{{ toJson .Insecure.CR.Subject }}');
  });

  it('takes a validity for whole that is short by the minutes of the way', () => {
    expect(check(issued({ notAfter: new Date(days(365).getTime() - 300_000) }))).toEqual([]);
  });

  it('stops at a refusal, and goes on without an answer', () => {
    expect(check({ outcome: 'refused', why: 'HTTP 401' })).toMatchObject([
      { code: 'AUTHORITY_REFUSES', severity: 'blocker', summary: 'Acme CA does not issue: HTTP 401' },
    ]);
    expect(check({ outcome: 'unreachable', why: 'ETIMEDOUT' })).toMatchObject([
      { code: 'AUTHORITY_NOT_REACHED', severity: 'warning' },
    ]);
  });
});
