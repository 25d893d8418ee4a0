import type { Finding } from '../finding.ts';
import { CertprovError, EXIT } from '../errors.ts';

/** What stands in the way of a plan, all of it at once. */
export function planBlocked(findings: readonly Finding[], details: object = {}): CertprovError {
  const blockers = findings.filter((finding) => finding.severity === 'blocker');
  return new CertprovError('PLAN_BLOCKED', blockers.map((finding) => finding.summary).join('; '), {
    fix: blockers[0]?.fix,
    exitCode: EXIT.blocked,
    details: {
      findings: findings.map((finding) => ({ ...finding })),
      ...details,
    },
  });
}
