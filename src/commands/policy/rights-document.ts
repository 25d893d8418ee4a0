import type { Json } from '../../terminal/output.ts';
import type { CheckedRight, Need, RightsReport } from './check-rights.ts';
import type { Verdict } from './judge-simulated.ts';
import { statementsFor, type Names } from './operator-policy.ts';

export const ofVerdict = ({ rights }: RightsReport, verdict: Verdict): readonly CheckedRight[] =>
  rights.filter((right) => right.verdict === verdict);

/** Of everything that is for one need: denied by the first that is, and known only when all are; of nothing, not known. */
export function verdictOf({ rights }: RightsReport, need: Need): Verdict {
  const verdicts = new Set(rights.filter(({ needs }) => needs.includes(need)).map(({ verdict }) => verdict));
  return verdicts.has('denied') ? 'denied' : verdicts.has('unknown') || verdicts.size === 0 ? 'unknown' : 'allowed';
}

/** What would allow what no policy allows; against a deny no statement helps. */
export const missingStatements = (report: RightsReport, names: Names): ReturnType<typeof statementsFor> =>
  statementsFor(
    ofVerdict(report, 'denied')
      .filter(({ isOutweighed }) => !isOutweighed)
      .map(({ permission }) => permission),
    names,
  );

export const rightsDocument = (report: RightsReport, names: Names): { [key: string]: Json } => ({
  principal: report.principal.kind === 'entity' ? report.principal.arn : null,
  asked: report.rights.length,
  wayBack: verdictOf(report, 'return'),
  missing: ofVerdict(report, 'denied').map(rightDocument),
  unknown: ofVerdict(report, 'unknown').map(rightDocument),
  statements: missingStatements(report, names).map((statement) => ({ ...statement })) as unknown as Json,
});

const rightDocument = ({ permission, resource, needs, reason }: CheckedRight): Json => ({
  action: permission.action,
  resource,
  needs: [...needs],
  reason: reason ?? null,
});
