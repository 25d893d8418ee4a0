import type { Finding } from '../../../finding.ts';
import type { Unread } from '../fleet-facts.ts';

export const checkImpactIncomplete = (unread: readonly Unread[]): Finding[] =>
  unread.map(({ what, why, fix }) => ({
    code: 'IMPACT_INCOMPLETE',
    severity: 'warning',
    summary: `${what}: ${why}`,
    fix,
  }));
