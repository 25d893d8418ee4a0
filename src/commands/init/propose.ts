import { canaryTemplate, type CanaryTemplate } from '../canary/canary-template.ts';
import { isBlocked, type Finding } from '../../finding.ts';
import type { PolicyDocument } from '../../aws/ports/ports.ts';
import type { ReadingContext } from '../../context.ts';
import type { LandingZone, LandingZoneFlags } from '../../deployment/landing-zone.ts';
import type { RequestedFlags } from '../../deployment/requested-flags.ts';
import type { Plan } from '../../actions/plan.ts';
import { callerName } from '../../deployment/proof-tag.ts';
import { checkIotKey } from '../../checks/iot-key.ts';
import { assessImpact, type AssessedImpact } from '../../steps/assess-impact.ts';
import { deployedFunctionArn, deploySigner, secretsOf, type DeployInput } from '../../steps/deploy-signer.ts';
import { enableProvider } from '../../steps/enable-provider.ts';
import { explainSigning, type SigningNow } from '../../steps/explain-signing.ts';
import { grantInvoke } from '../../steps/grant-invoke.ts';
import { linkAuthority, type AuthorityAnswer, type AuthorityFlags } from '../../steps/link-authority.ts';
import { selectFunction, type FunctionAnswer, type FunctionFlags } from '../../steps/select-function.ts';
import type { StepTools } from '../../steps/step.ts';
import type { Interview } from '../../terminal/interview/interview.ts';
import type { Secrets } from '../../actions/apply-actions.ts';
import { checkGivenRole } from './given-role.ts';
import { planBlocked } from './show-plan.ts';
import { pageTitle, runStep, stepTools } from './run-step.ts';
import { stopAtDifference, stopAtImpact } from './stops.ts';

export interface InitFlags extends FunctionFlags, AuthorityFlags, LandingZoneFlags, RequestedFlags {
  readonly providerName: string;
  /** `--no-canary`: no device's path is tried. */
  readonly canary?: boolean | undefined;
}

export interface Proposal {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly providerName: string;
  readonly functionArn: string;
  /** Of the function itself, when it is there already. */
  readonly functionPolicy: PolicyDocument | undefined;
  readonly signer: FunctionAnswer;
  /** What the built-in signer was planned from; undefined for an existing function. */
  readonly deployment: DeployInput | undefined;
  readonly authority: AuthorityAnswer;
  readonly signing: SigningNow;
  readonly assessed: AssessedImpact;
  /** Values for the secrets that the plan makes: in memory, shown nowhere. */
  readonly secrets: Secrets;
  readonly landing: LandingZone;
  /** Undefined without a canary. */
  readonly canaryTemplate: CanaryTemplate | undefined;
}

interface ProposalOrder {
  readonly runId: string;
  readonly interview: Interview;
  /** Somebody is there to whom a page can be shown before the next one. */
  readonly stops: boolean;
  readonly signing: SigningNow;
  readonly landing: LandingZone;
}

/** Pages 2 to 5: everything that is asked and read, and nothing that changes. */
export async function propose(
  flags: InitFlags,
  { runId, interview, stops, signing, landing }: ProposalOrder,
  context: ReadingContext,
): Promise<Proposal> {
  const tools = stepTools(context, (key, work) => interview.once(key, work));
  const { place } = context;

  pageTitle(2, selectFunction.title, context.output);
  const signer = await runStep(selectFunction, flags, tools, interview);

  pageTitle(3, linkAuthority.title, context.output);
  const authority = await runStep(linkAuthority, { flags, signer: signer.answers }, tools, interview);
  // There is nothing to plan with a CA that cannot issue.
  if (isBlocked(authority.findings)) throw planBlocked(authority.findings);
  const deployed = await deploy(
    signer.answers,
    authority.answers,
    { runId, landing, requested: flags },
    context,
    tools,
  );

  if (stops && isBlocked(deployed.findings)) await stopAtDifference(interview);

  const impactInput = {
    signer: signer.answers,
    authority: authority.answers,
    isOn: signing.providers.length > 0,
    fleetSize: flags.fleetSize,
    command: context.command('impact'),
  };
  pageTitle(4, assessImpact.title, context.output);
  const { facts: assessed } = await runStep(assessImpact, impactInput, tools);
  const showAgain = (): void => {
    pageTitle(4, assessImpact.title, context.output);
    assessImpact.show?.(impactInput, undefined, assessed, context.output);
  };
  if (stops) await stopAtImpact(assessed, showAgain, { interview, output: context.output });

  pageTitle(5, grantInvoke.title, context.output);
  const grant = await runStep(
    grantInvoke,
    {
      place,
      functionArn: deployed.functionArn,
      functionExists: deployed.exists,
      providerName: flags.providerName,
      isShort: stops,
    },
    tools,
  );
  const enable = await runStep(
    enableProvider,
    {
      runId,
      by: callerName(context.callerArn),
      providerName: flags.providerName,
      functionArn: deployed.functionArn,
      authority: authority.answers,
      signing,
      landing,
    },
    tools,
  );

  const template = flags.canary === false ? undefined : await canaryTemplate(runId, context, landing);

  return {
    plan: { prepare: [...deployed.actions, ...grant.actions, ...(template?.temporary ?? [])], switch: enable.actions },
    findings: [
      ...checkIotKey(signing.encryption),
      ...[signer, authority, deployed, grant, enable].flatMap((page) => page.findings),
      ...(template === undefined && flags.canary !== false ? [NEEDS_TEMPLATE] : []),
    ],
    providerName: flags.providerName,
    functionArn: deployed.functionArn,
    functionPolicy: grant.facts,
    signer: signer.answers,
    deployment: deployed.input,
    authority: authority.answers,
    signing,
    assessed,
    secrets: deployed.secrets,
    landing,
    canaryTemplate: template,
  };
}

const NEEDS_TEMPLATE: Finding = {
  code: 'CANARY_NEEDS_TEMPLATE',
  severity: 'blocker',
  summary:
    'the canary needs a provisioning template, none is there, and with --role-arn certprov makes no role for one',
  fix: 'have an enabled fleet provisioning template made, or go on without a canary: --no-canary, and the first real device is the proof',
};

/** Page 1, apart from the others: an account that is already switched needs none of the questions. */
export async function explain(context: ReadingContext): Promise<SigningNow> {
  const { output } = context;
  pageTitle(1, explainSigning.title, output);
  return (await runStep(explainSigning, {}, stepTools(context))).facts;
}

interface Deployed {
  readonly input: DeployInput | undefined;
  readonly functionArn: string;
  readonly exists: boolean;
  readonly actions: Plan['prepare'];
  readonly findings: readonly Finding[];
  readonly secrets: Secrets;
}

/** An existing function is left as it is; only the built-in signer is deployed. */
async function deploy(
  signer: FunctionAnswer,
  authority: AuthorityAnswer,
  { runId, landing, requested }: Pick<DeployInput, 'runId' | 'landing' | 'requested'>,
  context: ReadingContext,
  tools: StepTools,
): Promise<Deployed> {
  const { place } = context;
  if (signer.mode === 'existing') {
    const { functionArn } = signer.function;
    return { input: undefined, functionArn, exists: true, actions: [], findings: [], secrets: new Map() };
  }
  const input: DeployInput = { place, runId, signer, authority: deployable(authority), landing, requested };
  const { facts, actions, findings } = await runStep(deploySigner, input, tools);
  const ofRole = await checkGivenRole(input, facts, context);
  return {
    input,
    functionArn: deployedFunctionArn(input, facts),
    exists: facts.function !== undefined,
    actions,
    findings: [...findings, ...ofRole],
    secrets: secretsOf(input),
  };
}

function deployable(authority: AuthorityAnswer): DeployInput['authority'] {
  if (authority.kind === 'external') return authority;
  if (authority.kind !== 'acm-pca' || authority.validityDays === undefined || authority.template === undefined)
    throw new TypeError('the built-in signer needs a CA that it can ask');
  return { ...authority, validityDays: authority.validityDays, template: authority.template };
}
