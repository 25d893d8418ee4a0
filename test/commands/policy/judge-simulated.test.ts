import { describe, expect, it } from 'vitest';
import type { SimulatedAction } from '../../../src/aws/ports/ports.ts';
import { judgeSimulated } from '../../../src/commands/policy/judge-simulated.ts';

const DELETE = 'iot:DeleteCertificateProvider';
const said = (more: Partial<SimulatedAction>): SimulatedAction => ({
  action: DELETE,
  decision: 'allowed',
  missingContext: [],
  allowedByOrganizations: undefined,
  allowedByBoundary: undefined,
  isByStatement: true,
  ...more,
});
const IMPLICIT = { decision: 'implicitDeny', isByStatement: false } as const;
const EXPLICIT = { decision: 'explicitDeny', isByStatement: true } as const;

describe('judgeSimulated', () => {
  it.each<[string, Partial<SimulatedAction>, string, RegExp]>([
    ['an allow', {}, 'allowed', /^$/],
    ['an allow within an organization', { allowedByOrganizations: true }, 'allowed', /^$/],
    ['no allow', IMPLICIT, 'denied', /no policy allows it/],
    ['no allow within an organization', { ...IMPLICIT, allowedByOrganizations: true }, 'denied', /no policy allows/],
    ['a deny', EXPLICIT, 'denied', /a policy denies it/],
    ['a deny beside an SCP that denies', { ...EXPLICIT, allowedByOrganizations: false }, 'denied', /a policy denies/],
    ['a boundary', { ...IMPLICIT, allowedByBoundary: false }, 'denied', /permissions boundary/],
    ['an SCP alone', { ...IMPLICIT, allowedByOrganizations: false }, 'unknown', /service control policy/],
    [
      'an SCP alone that denies in so many words',
      { ...EXPLICIT, isByStatement: false, allowedByOrganizations: false },
      'unknown',
      /service control policy/,
    ],
    [
      'no allow for want of a key',
      { ...IMPLICIT, missingContext: ['aws:MultiFactorAuthPresent'] },
      'unknown',
      /aws:Multi/,
    ],
    ['a deny for want of a key', { ...EXPLICIT, missingContext: ['aws:SourceIp'] }, 'unknown', /aws:SourceIp/],
    ['an allow that hangs on a key', { missingContext: ['aws:SourceIp'] }, 'unknown', /aws:SourceIp/],
    ['no allow where a key policy may', { ...IMPLICIT, action: 'kms:DescribeKey' }, 'unknown', /of the resource/],
    ['no allow for a key to be made', { ...IMPLICIT, action: 'kms:CreateKey' }, 'denied', /no policy allows/],
  ])('takes %s for what it is', (_what, more, verdict, reason) => {
    const judged = judgeSimulated(said(more), { isFunctionShared: false });
    expect(judged.verdict).toBe(verdict);
    expect(judged.reason ?? '').toMatch(reason);
  });

  it('takes no answer for unknown', () => {
    expect(judgeSimulated(undefined, { isFunctionShared: false }).verdict).toBe('unknown');
  });

  it('takes no allow on a function for unknown only where the policy of the function names others', () => {
    const invoke = said({ ...IMPLICIT, action: 'lambda:InvokeFunction' });
    expect(judgeSimulated(invoke, { isFunctionShared: true }).verdict).toBe('unknown');
    expect(judgeSimulated(invoke, { isFunctionShared: false }).verdict).toBe('denied');
  });
});
