import { functionNameOf, provisioningTemplateArnOf, providerArnOf } from '../../aws/arn.ts';
import type { AuthorityKind } from '../../authority/authority.ts';
import type { Finding } from '../../finding.ts';
import type { ReadingContext } from '../../context.ts';
import { checkRights, type CheckedRight, type Need, type RightsReport } from '../policy/check-rights.ts';
import type { Verdict } from '../policy/judge-simulated.ts';
import type { Names } from '../policy/operator-policy.ts';
import { missingStatements, ofVerdict, rightsDocument, verdictOf } from '../policy/rights-document.ts';
import { rightsOfPlan } from '../policy/rights-of-plan.ts';
import { missingFix, principalText, rightsText } from '../policy/rights-text.ts';
import { namesOthers } from '../../deployment/policies/names-others.ts';
import type { Json } from '../../terminal/output.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Proposal } from './propose.ts';

/** What whoever runs `init` may do of what it is about to do, as far as IAM can be asked. */
export interface PlanRights {
  readonly report: RightsReport;
  readonly findings: readonly Finding[];
  readonly statements: ReturnType<typeof missingStatements>;
  /** Prints all that is needed. */
  readonly policyCommand: string;
  readonly wayBack: Verdict;
  readonly document: Json;
}

interface PlanRightsFlags {
  /** Nothing is carried out, perhaps by somebody else later: what is missing is said, and forbids nothing. */
  readonly plan?: boolean | undefined;
  /** `--without-way-back` */
  readonly withoutWayBack?: boolean | undefined;
}

/** Before anything is changed: all that plan, proof and return take, and everything that is missing of it at once. */
export async function checkPlanRights(
  proposal: Proposal,
  flags: PlanRightsFlags,
  context: ReadingContext,
): Promise<PlanRights> {
  const { place, reader, callerArn: caller, output, isSandbox } = context;
  const { plan, providerName, canaryTemplate: template, functionPolicy } = proposal;
  const names = namesOf(proposal, context);
  const providerArn = providerArnOf(place, providerName);
  const report = await whenSlow(
    'asking IAM what you may do',
    output,
    checkRights(
      {
        ...names,
        caller,
        wanted: rightsOfPlan({ plan, hasCanary: template !== undefined, isSandbox }),
        known: {
          providers: providerArn,
          ...(template && { templates: provisioningTemplateArnOf(place, template.templateName) }),
        },
        isFunctionShared: namesOthers(functionPolicy),
      },
      reader,
    ),
  );
  return {
    report,
    findings: findingsOf(report, flags),
    policyCommand: policyCommandFor(proposal, context),
    statements: missingStatements(report, names),
    wayBack: verdictOf(report, 'return'),
    document: rightsDocument(report, names),
  };
}

const namesOf = ({ functionArn, providerName, authority }: Proposal, { place }: ReadingContext): Names => ({
  place,
  functionName: functionNameOf(functionArn),
  providerName,
  privateCaArn: authority.kind === 'acm-pca' ? authority.authority.arn : undefined,
  keyArn: authority.kind === 'external' && authority.config.kind === 'kms' ? authority.config.keyArn : undefined,
});

function findingsOf(report: RightsReport, { plan, withoutWayBack }: PlanRightsFlags): Finding[] {
  const denied = ofVerdict(report, 'denied');
  const isFor = (need: Need) => (right: CheckedRight) => right.needs.includes(need);
  const back = denied.filter(isFor('return'));
  const rest = denied.filter((right) => !isFor('return')(right) || right.needs.length > 1);
  const who = principalText(report.principal);
  const fix = (missing: readonly CheckedRight[]): string => missingFix(missing, report.principal);
  const findings: Finding[] = [];
  if (rest.length > 0) {
    const isProofOnly = rest.every(({ needs }) => !needs.includes('plan'));
    findings.push({
      code: 'RIGHTS_MISSING',
      severity: plan ? 'warning' : 'blocker',
      summary: `${who} may not do all of the ${isProofOnly ? 'canary' : 'plan'}: ${rightsText(rest)}`,
      fix: isProofOnly ? `${fix(rest)}; or go on without a canary: --no-canary` : fix(rest),
    });
  }
  if (back.length > 0) {
    findings.push({
      code: 'WAY_BACK_MISSING',
      severity: plan || withoutWayBack ? 'warning' : 'blocker',
      summary: `${who} could not take the switch back: ${rightsText(back)}`,
      fix: `${fix(back)}; whoever goes on all the same says --without-way-back, which is written down`,
    });
  }
  return [...findings, ...unknownFindings(report)];
}

/** `unknown` is said as such: neither fine nor forbidden. */
function unknownFindings(report: RightsReport): Finding[] {
  const unknown = ofVerdict(report, 'unknown');
  if (unknown.length === 0) return [];
  const reasons = new Set(unknown.map(({ reason }) => reason));
  const isAll = unknown.length === report.rights.length && reasons.size === 1;
  return [
    {
      code: 'RIGHTS_UNKNOWN',
      severity: 'warning',
      summary: isAll
        ? `whether you may do all of it, the way back included, could not be checked: ${unknown[0]!.reason}`
        : `whether ${principalText(report.principal)} may do all of it could not be checked for ${rightsText(unknown)}`,
      fix: 'make sure of it before you go on: a right that is missing is met half-way',
    },
  ];
}

/** Prints the whole policy, for the names of this plan. */
function policyCommandFor(proposal: Proposal, { command }: ReadingContext): string {
  const { providerName, authority, functionArn } = proposal;
  const kind: AuthorityKind = authority.kind === 'external' ? authority.config.kind : 'acm-pca';
  return command(
    [
      'policy operator --for init',
      `--function ${functionNameOf(functionArn)}`,
      ...(providerName === 'certprov' ? [] : [`--provider-name ${providerName}`]),
      ...(kind === 'acm-pca' ? [] : [`--ca-kind ${kind}`]),
      ...(authority.kind === 'acm-pca' ? [`--ca ${authority.authority.arn}`] : []),
      ...(authority.kind === 'external' && authority.config.kind === 'kms'
        ? [`--kms-key ${authority.config.keyArn}`]
        : []),
    ].join(' '),
  );
}

/** Below the plan: what is missing or not known, or that nothing is. */
export function showPlanRights(
  { report, findings, statements, policyCommand }: PlanRights,
  { output }: ReadingContext,
): void {
  output.say();
  if (findings.length === 0) {
    const { principal } = report;
    const unseen =
      principal.kind === 'entity' && principal.isSession ? "; a policy of the session's own is not seen" : '';
    const who = principalText(principal);
    const answer =
      principal.kind === 'root'
        ? 'rights  the root user may do all of it, unless a service control policy denies it'
        : `rights  ${who} may do all of it, and take it back, as IAM simulates it${unseen}`;
    output.say(paragraph(answer, output.columns, { hanging: '          ' }));
    return;
  }
  output.findings(findings.filter(({ severity }) => severity === 'warning'));
  // Otherwise they stand with the error.
  if (statements.length === 0 || findings.some(({ severity }) => severity === 'blocker')) return;
  for (const statement of statements) output.say(`       ${JSON.stringify(statement)}`);
  output.say(`       all that is needed:  ${policyCommand}`);
}

/** Above the words that are typed. */
export function wayBackText({ report, wayBack }: PlanRights): string {
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
