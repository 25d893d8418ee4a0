import { newRunId } from '../../actions/journal.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { assertForNewFunction, readLandingZone, type LandingZone } from '../../deployment/landing-zone.ts';
import { assertRuleForNewFunction } from '../../deployment/requested-flags.ts';
import { cancelled, type ExitCode } from '../../errors.ts';
import { isBlocked } from '../../finding.ts';
import { assertStateSafe } from '../../local/assert-state-safe.ts';
import { assertProviderName } from '../../steps/enable-provider.ts';
import { showIotKey, type SigningNow } from '../../steps/explain-signing.ts';
import { Interview } from '../../terminal/interview/interview.ts';
import { dim } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { assertUsable } from '../dry-run/device-csrs.ts';
import { showHeader } from '../header.ts';
import { isAlreadyOn } from './already-on.ts';
import { askDevices, trialCsrs, type TrialCsrs } from './ask-devices.ts';
import { assertConfirmable } from './confirm-fleet.ts';
import type { InitCommandFlags } from './init-flags.ts';
import { offerAnswers } from './offer-answers.ts';
import { choosePlan } from './plan-choice.ts';
import { checkPlanRights, showPlanRights, type PlanRights } from './plan-rights.ts';
import { explain, propose, type Proposal } from './propose.ts';
import { reportAlreadyOn } from './report-already-on.ts';
import { pageTitle } from './run-step.ts';
import { showPlan } from './show-plan.ts';
import { stopAtPlan } from './stop-at-plan.ts';

/** What is known before the first question. */
export interface Begun {
  readonly flags: InitCommandFlags;
  readonly given: TrialCsrs;
  readonly landing: LandingZone;
  readonly signing: SigningNow;
  readonly interview: Interview;
  /** Somebody is there to whom a page can be shown before the next one. */
  readonly stops: boolean;
}

export interface Asked {
  readonly runId: string;
  readonly proposal: Proposal;
  readonly rights: PlanRights;
  readonly csrs: TrialCsrs;
}

/** Page 1, which asks nothing; an exit code where it is switched on already. */
export async function begin(flags: InitCommandFlags, context: ChangingContext): Promise<Begun | ExitCode> {
  assertProviderName(flags.providerName);
  const given = await trialCsrs(flags);
  // Which CA it is going to be is not known yet; it is a Private CA unless the flags say otherwise.
  assertUsable(given.devices, { refusesNobody: flags.caCertificate === undefined });
  const landing = readLandingZone(flags, context.place);
  assertForNewFunction(flags);
  assertRuleForNewFunction(flags);
  showHeader('init', context);
  if (flags.confirm !== undefined) assertConfirmable(flags.confirm, context);
  const signing = await explain(context);
  if (await isAlreadyOn(flags, landing, signing, context))
    return reportAlreadyOn(flags, { csrs: given, landing, signing }, context);

  // The lock would refuse it as well, but only after all the questions.
  if (!flags.plan) await assertStateSafe(context.home, context.place.account, context.place.region);
  const { prompter, output } = context;
  const interview = new Interview(prompter, output, namedByFlags(flags));
  const isAsking = prompter.interactive && flags.confirm === undefined;
  if (isAsking) {
    const keys = `${prompter.backKey} goes back to the question before; Ctrl-C stops, and the answers are kept.`;
    output.say(dim(paragraph(keys, output.columns)));
    await offerAnswers(interview, context);
  }
  return { flags, given, landing, signing, interview, stops: isAsking && !flags.plan };
}

/** Files, servers and resources that errors name. */
const namedByFlags = (flags: InitCommandFlags): readonly string[] =>
  [
    flags.function,
    flags.ca,
    flags.caUrl,
    flags.caCredentials,
    flags.caCertificate,
    flags.caKey,
    flags.passphraseFile,
    flags.tlsRoots,
    flags.kmsKey,
  ].filter((value) => value !== undefined);

/** Pages 2 to 6: nothing is changed yet. */
export async function askAll(begun: Begun, changing: ChangingContext): Promise<Asked | ExitCode> {
  const { flags, given, landing, signing, interview, stops } = begun;
  const { prompter, output } = interview;
  const context: ReadingContext = { ...changing, prompter, output };
  const runId = newRunId(context.now());
  // A plan changes nothing, not even at the CA.
  const caCanary = flags.plan ? false : flags.caCanary;
  const proposal = await propose({ ...flags, caCanary }, { runId, interview, stops, signing, landing }, context);
  const issuer = { refusesNobody: proposal.signer.mode === 'create' || proposal.authority.kind === 'acm-pca' };
  assertUsable(given.devices, issuer);
  const rights = await checkPlanRights(proposal, flags, context);
  const isForbidden = isBlocked([...proposal.findings, ...rights.findings]);
  const goesOn = !flags.plan && !isForbidden;
  const csrs = goesOn ? await interview.orDropLast(askDevices(given, { flags, issuer }, context)) : given;
  interview.speak();
  const planned = {
    runId,
    proposal: { ...proposal, findings: [...proposal.findings, ...rights.findings] },
    rights,
    csrs,
  };
  for (;;) {
    const isShort = stops && !isForbidden;
    pageTitle(6, 'What will be done', output);
    showPlan(proposal.plan, { place: context.place, rollback: context.command('rollback'), isShort }, output);
    showIotKey(signing.encryption, output);
    if (!isShort) output.say();
    showPlanRights(rights, context);
    if (flags.plan || isForbidden) return stopAtPlan(planned, changing);
    assertConfirmable(flags.confirm, changing);
    // Whoever has confirmed the switch has also confirmed what leads to it.
    if (flags.confirm !== undefined) return planned;
    const chosen = await choosePlan(planned, interview, changing);
    if (chosen === 'prepare') return planned;
    if (chosen === 'stop') throw cancelled();
    if (chosen !== 'again') return chosen;
  }
}
