import type { ReadingContext } from '../../context.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import type { Finding } from '../../finding.ts';
import type { Json } from '../../terminal/output.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import type { CheckedRight, Need, RightsReport } from './check-rights.ts';
import { BY_ORGANIZATION, type Verdict } from './judge-simulated.ts';
import { landingZoneHint } from './landing-zone-hint.ts';
import type { statementsFor } from './operator-policy.ts';
import { ofVerdict } from './rights-document.ts';
import { missingFix, principalText, rightsText } from './rights-text.ts';

/** What whoever runs certprov may do of what it is about to do, as far as IAM can be asked. */
export interface AskedRights {
  readonly report: RightsReport;
  readonly findings: readonly Finding[];
  readonly statements: ReturnType<typeof statementsFor>;
  /** Prints all that is needed. */
  readonly policyCommand: string;
  readonly wayBack: Verdict;
  readonly document: Json;
}

/** What a missing right comes to, in a command that has something to lose by going on, or nothing. */
export interface RightsWords {
  /** What the calls will bring that rules of an organization may want. */
  readonly landing: LandingZone;
  /** Of what is missing for the plan or the proof. */
  readonly severity: Finding['severity'];
  /** Of what is missing for the return. */
  readonly wayBackSeverity: Finding['severity'];
  /** What else can be done where only the canary is not allowed. */
  readonly withoutProof?: string;
  /** What else can be done where the return is not allowed. */
  readonly withoutWayBack: string;
}

/** `unknown` is said as such: neither fine nor forbidden. */
export function findingsOf(report: RightsReport, words: RightsWords): Finding[] {
  const denied = ofVerdict(report, 'denied');
  const isFor = (need: Need) => (right: CheckedRight) => right.needs.includes(need);
  const back = denied.filter(isFor('return'));
  const rest = denied.filter((right) => !isFor('return')(right) || right.needs.length > 1);
  const who = principalText(report.principal);
  const fix = (missing: readonly CheckedRight[], ...more: readonly (string | undefined)[]): string =>
    [missingFix(missing, report.principal), ...more.filter((one) => one !== undefined)].join('; ');
  const findings: Finding[] = [];
  if (rest.length > 0) {
    const isProofOnly = rest.every(({ needs }) => !needs.includes('plan'));
    findings.push({
      code: 'RIGHTS_MISSING',
      severity: words.severity,
      summary: `${who} may not do all of the ${isProofOnly ? 'canary' : 'plan'}: ${rightsText(rest)}`,
      fix: fix(rest, isProofOnly ? words.withoutProof : undefined),
    });
  }
  if (back.length > 0) {
    findings.push({
      code: 'WAY_BACK_MISSING',
      severity: words.wayBackSeverity,
      summary: `${who} could not take the switch back: ${rightsText(back)}`,
      fix: fix(back, words.withoutWayBack),
    });
  }
  return [...findings, ...unknownFindings(report, words.landing)];
}

const MAKE_SURE = 'make sure of it before you go on: a right that is missing is met half-way';

function unknownFindings(report: RightsReport, landing: LandingZone): Finding[] {
  const unknown = ofVerdict(report, 'unknown');
  if (unknown.length === 0) return [];
  const byOrganization = unknown.filter(({ reason }) => reason?.startsWith(BY_ORGANIZATION));
  const hint = landingZoneHint(
    byOrganization.map(({ permission }) => permission.action),
    landing,
  );
  const reasons = new Set(unknown.map(({ reason }) => reason));
  const isAll = unknown.length === report.rights.length && reasons.size === 1;
  return [
    {
      code: 'RIGHTS_UNKNOWN',
      severity: 'warning',
      summary: isAll
        ? `whether you may do all of it, the rollback included, could not be checked: ${unknown[0]!.reason}`
        : `whether ${principalText(report.principal)} may do all of it could not be checked for ${rightsText(unknown)}`,
      fix: [MAKE_SURE, ...(hint === undefined ? [] : [hint])].join('; '),
    },
  ];
}

/** What is missing or not known, with statements where they are not with an error that comes behind. */
export function showMissingRights(
  { findings, statements, policyCommand }: AskedRights,
  { output }: ReadingContext,
): void {
  output.findings(findings.filter(({ severity }) => severity === 'warning'));
  if (statements.length === 0 || findings.some(({ severity }) => severity === 'blocker')) return;
  for (const statement of statements) output.say(`       ${JSON.stringify(statement)}`);
  output.say('       all that is needed:');
  output.say(`         ${policyCommand}`);
}

/** Where nothing is missing and everything known. */
export function showAllRights({ principal }: RightsReport, { output }: ReadingContext): void {
  const unseen =
    principal.kind === 'entity' && principal.isSession ? "; a policy of the session's own is not seen" : '';
  const answer =
    principal.kind === 'root'
      ? 'rights  the root user may do all of it, unless a service control policy denies it'
      : `rights  ${principalText(principal)} may do all of it, and roll it back, as IAM simulates it${unseen}`;
  output.say(paragraph(answer, output.columns, { hanging: '          ' }));
}

/** Above the words that are typed, and above a canary. */
export function wayBackText({ report, wayBack }: AskedRights): string {
  const { principal } = report;
  const back = report.rights.filter(({ needs }) => needs.includes('return'));
  const actionsOf = (verdict: Verdict): string =>
    back.flatMap((right) => (right.verdict === verdict ? right.permission.action : [])).join(', ');
  if (wayBack === 'denied') return `not yours: you may not ${actionsOf('denied')}`;
  if (wayBack === 'unknown')
    return back.some(({ verdict, permission }) => verdict === 'unknown' && permission.action === DELETE)
      ? 'whether you may delete the provider could not be checked'
      : `whether it is yours could not be checked: ${actionsOf('unknown')}`;
  if (principal.kind === 'root') return 'you may delete the provider (as the root user)';
  return principal.kind === 'entity' && principal.isSession
    ? 'you may delete the provider (checked, but for a policy of the session)'
    : 'you may delete the provider (checked)';
}

const DELETE = 'iot:DeleteCertificateProvider';
