import { functionNameOf, provisioningTemplateArnOf, providerArnOf } from '../../aws/arn.ts';
import type { AuthorityKind } from '../../authority/authority.ts';
import type { ReadingContext } from '../../context.ts';
import {
  findingsOf,
  showAllRights,
  showMissingRights,
  type AskedRights,
  type RightsWords,
} from '../policy/asked-rights.ts';
import { checkRights } from '../policy/check-rights.ts';
import type { Names } from '../policy/operator-policy.ts';
import { missingStatements, rightsDocument, verdictOf } from '../policy/rights-document.ts';
import { rightsOfPlan } from '../policy/rights-of-plan.ts';
import { landingZoneWords } from '../policy/landing-zone-hint.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import { namesOthers } from '../../deployment/policies/names-others.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Proposal } from './propose.ts';

/** What whoever runs `init` may do of what it is about to do, as far as IAM can be asked. */
export type PlanRights = AskedRights;

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
    findings: findingsOf(report, wordsFor(flags, proposal.landing)),
    policyCommand: policyCommandFor(proposal, context),
    statements: missingStatements(report, names),
    wayBack: verdictOf(report, 'return'),
    document: rightsDocument(report, names),
  };
}

const namesOf = ({ functionArn, providerName, authority, landing }: Proposal, { place }: ReadingContext): Names => ({
  place,
  functionName: functionNameOf(functionArn),
  providerName,
  landing,
  privateCaArn: authority.kind === 'acm-pca' ? authority.authority.arn : undefined,
  keyArn: authority.kind === 'external' && authority.config.kind === 'kms' ? authority.config.keyArn : undefined,
});

/** Whoever plans need not be who carries out; whoever carries out is stopped by what is missing. */
const wordsFor = ({ plan, withoutWayBack }: PlanRightsFlags, landing: LandingZone): RightsWords => ({
  landing,
  severity: plan ? 'warning' : 'blocker',
  wayBackSeverity: plan || withoutWayBack ? 'warning' : 'blocker',
  withoutProof: 'or go on without a canary: --no-canary',
  withoutWayBack: 'whoever goes on all the same says --without-way-back, which is written down',
});

/** Prints the whole policy, for the names of this plan. */
function policyCommandFor(proposal: Proposal, { command }: ReadingContext): string {
  const { providerName, authority, functionArn, landing } = proposal;
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
      ...landingZoneWords(landing),
    ].join(' '),
  );
}

/** Below the plan: what is missing or not known, or that nothing is. */
export function showPlanRights(rights: PlanRights, context: ReadingContext): void {
  if (rights.findings.length === 0) showAllRights(rights.report, context);
  else showMissingRights(rights, context);
}
