import { assertStateSafe } from '../local/assert-state-safe.ts';
import { isBlocked } from '../finding.ts';
import { assertForNewFunction, readLandingZone, type LandingZone } from '../deployment/landing-zone.ts';
import { assertRuleForNewFunction } from '../deployment/requested-flags.ts';
import type { ChangingContext, ReadingContext } from '../context.ts';
import { cancelled, CertprovError, EXIT, type ExitCode } from '../errors.ts';
import { impactDocument } from '../impact/impact-document.ts';
import { newRunId } from '../actions/journal.ts';
import { lockFor, nothingChanged } from '../actions/lock-account.ts';
import { removeLeftTemporary } from './canary/remove-temporary.ts';
import { assertProviderName } from '../steps/enable-provider.ts';
import type { SigningNow } from '../steps/explain-signing.ts';
import type { Json } from '../terminal/output.ts';
import { trialDocument } from './dry-run/show-trial.ts';
import { assertUsable, type DeviceCsrFlags } from './dry-run/device-csrs.ts';
import { askDevices, trialCsrs, type TrialCsrs } from './init/ask-devices.ts';
import { signingsOf } from './init/gate.ts';
import { isAlreadyOn } from './init/already-on.ts';
import { iotEncryptionDocument } from './iot-encryption-document.ts';
import { carryOut, type CarriedOut } from './init/carry-out.ts';
import { assertConfirmable } from './init/confirm-fleet.ts';
import { inPlace, placeDocument, showHeader } from './header.ts';
import { showIotKey } from '../steps/explain-signing.ts';
import { pageTitle } from './init/run-step.ts';
import { checkPlanRights, showPlanRights, type PlanRights } from './init/plan-rights.ts';
import { planBlocked, planDocument, showPlan } from './init/show-plan.ts';
import { proveAgain } from './init/prove-again.ts';
import { explain, propose, type InitFlags, type Proposal } from './init/propose.ts';
import { runRollback } from './rollback.ts';
import { reportStatus, type StatusReport } from './status.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { bold } from '../terminal/style.ts';

export interface InitCommandFlags extends InitFlags, DeviceCsrFlags {
  readonly confirm?: string | undefined;
  readonly plan?: boolean | undefined;
  readonly yes?: boolean | undefined;
  /** `--no-auto-rollback` */
  readonly autoRollback?: boolean | undefined;
  /** Whoever may not take the switch back goes on all the same. */
  readonly withoutWayBack?: boolean | undefined;
}

/** The guided flow: ask, prepare, try, confirm, switch, prove, and offer the rollback. */
export async function runInit(flags: InitCommandFlags, context: ChangingContext): Promise<ExitCode> {
  const runId = newRunId(context.now());
  const asked = await askAll(flags, runId, context);
  // An exit code: there is nothing to carry out.
  if (typeof asked === 'number') return asked;
  const { interrupt } = context;
  const unlock = await lockFor('init', context);
  let done: CarriedOut;
  try {
    const { confirm, withoutWayBack = false } = flags;
    const order = { ...asked, runId, confirm, autoRollback: flags.autoRollback !== false, withoutWayBack };
    done = await interrupt.section(() => carryOut(order, context));
  } finally {
    unlock();
  }
  return interrupt.section(() => conclude(asked, done, context));
}

interface Asked {
  readonly proposal: Proposal;
  readonly rights: PlanRights;
  readonly csrs: TrialCsrs;
}

/** Pages 1 to 6: nothing is changed yet. */
async function askAll(flags: InitCommandFlags, runId: string, context: ChangingContext): Promise<Asked | ExitCode> {
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
    return alreadyOn(flags, { csrs: given, landing, signing }, context);

  // The lock would refuse it as well, but only after all the questions.
  if (!flags.plan) await assertStateSafe(context.home, context.place.account, context.place.region);
  // A plan changes nothing, not even at the CA.
  const caCanary = flags.plan ? false : flags.caCanary;
  const proposal = await propose({ ...flags, caCanary }, { runId, signing, landing }, context);
  const issuer = { refusesNobody: proposal.signer.mode === 'create' || proposal.authority.kind === 'acm-pca' };
  assertUsable(given.devices, issuer);
  const rights = await checkPlanRights(proposal, flags, context);
  const goesOn = !flags.plan && !isBlocked([...proposal.findings, ...rights.findings]);
  const csrs = goesOn ? await askDevices(given, { flags, issuer }, context) : given;
  pageTitle(6, 'What will be done', context.output);
  showPlan(proposal.plan, context.place, context.command('rollback'), context.output);
  showIotKey(signing.encryption, context.output);
  showPlanRights(rights, context);
  const planned = { proposal: { ...proposal, findings: [...proposal.findings, ...rights.findings] }, rights, csrs };
  if (flags.plan || isBlocked(planned.proposal.findings)) return stopAtPlan(planned, context);
  assertConfirmable(flags.confirm, context);
  // Whoever has confirmed the switch has also confirmed what leads to it.
  if (flags.confirm === undefined) await confirmPrepare(planned, context);
  return planned;
}

async function alreadyOn(
  flags: InitCommandFlags,
  found: { readonly csrs: TrialCsrs; readonly landing: LandingZone; readonly signing: SigningNow },
  context: ChangingContext,
): Promise<ExitCode> {
  const { output } = context;
  const proof = await proveAgain(flags, found, context);
  output.say();
  if (!flags.plan) await removeLeftTemporary(context);
  const report = await reportStatus(context);
  const isUnproven = report.findings.some(({ code }) => code === 'SWITCH_UNPROVEN' || code === 'SWITCH_REFUSED');
  const state = proof?.isProven ? ', and proven now' : isUnproven ? ', and NOT PROVEN' : '';
  const changed = proof
    ? 'only the canary was sent'
    : (nothingChanged(context) ?? 'only what a canary had left was removed');
  const already = `It is switched on already ${inPlace(context)}${state}: ${changed}.`;
  output.say(bold(paragraph(already, output.columns)));
  output.result(
    {
      command: 'init',
      ...placeDocument(context),
      applied: false,
      alreadyOn: true,
      plan: { prepare: [], switch: [] },
      canary: proof?.document ?? null,
      rights: proof?.rights ?? null,
      status: report.document,
    },
    report.text,
  );
  output.findings(report.findings);
  return isBlocked(report.findings) || proof?.isProven === false ? EXIT.blocked : EXIT.done;
}

const impactOf = ({ assessed }: Proposal): Json => impactDocument(assessed.facts, assessed.impact, assessed.fleetSize);

function stopAtPlan({ proposal, rights }: Asked, context: ChangingContext): ExitCode {
  const { output } = context;
  if (isBlocked(proposal.findings))
    throw planBlocked(proposal.findings, { plan: planDocument(proposal.plan), ...blockedRights(rights) });
  output.result(
    {
      command: 'init',
      ...placeDocument(context),
      applied: false,
      plan: planDocument(proposal.plan),
      impact: impactOf(proposal),
      rights: rights.document,
      iotEncryption: iotEncryptionDocument(proposal.signing.encryption),
      findings: proposal.findings.map((f) => ({ ...f })),
    },
    `the plan only ${inPlace(context)}: ${nothingChanged(context) ?? 'it was not carried out'}`,
  );
  return EXIT.done;
}

/** The statements only where they are what is in the way. */
const blockedRights = ({ document, findings, statements, policyCommand }: PlanRights): object => ({
  rights: document,
  ...(isBlocked(findings) && statements.length > 0 ? { statements, policyCommand } : {}),
});

async function confirmPrepare({ proposal, csrs }: Asked, { prompter, output }: ReadingContext): Promise<void> {
  output.say();
  const signings = signingsOf(proposal, csrs.devices.length + 1);
  const issues = signings === 1 ? 'one real certificate' : `${signings} real certificates`;
  const go = await prompter.confirm({
    flag: '--yes',
    message:
      proposal.plan.prepare.length > 0
        ? 'Prepare it now? No device is affected yet.'
        : `Try the function now? It issues ${issues}; no device is affected.`,
    recommended: true,
  });
  if (!go) throw cancelled();
}

async function conclude(asked: Asked, done: CarriedOut, context: ChangingContext): Promise<ExitCode> {
  const { output, prompter } = context;
  const report = await context.interrupt.stoppable(reportStatus(context)).catch((error: unknown) => {
    if (error instanceof CertprovError) error.aftermath = itIsOn(context);
    throw error;
  });
  output.say();
  output.say(report.text);
  output.findings(report.findings);
  sayWhatToExpect(done.proof?.isProven ?? false, context);
  if (prompter.interactive && (await wantsBack(context))) return runRollback({ yes: true }, context);
  const { sentence, exitCode } = conclusionOf(done, report, context);
  output.result(initDocument(asked, done, report, context), sentence);
  return exitCode;
}

/** Whoever wanted no canary gets none, and no error for it; everybody else is told that nobody knows. */
function conclusionOf(
  { proof, doubt }: CarriedOut,
  { findings }: StatusReport,
  context: ReadingContext,
): { readonly sentence: string; readonly exitCode: ExitCode } {
  const isRefused = isBlocked(findings.filter(({ code }) => code !== 'SWITCH_UNPROVEN'));
  if (isRefused)
    return {
      sentence: `the switch was made ${inPlace(context)}, but CSRs are refused: fix what is marked above, or roll back`,
      exitCode: EXIT.blocked,
    };
  const on = `self-managed signing is on ${inPlace(context)}`;
  if (proof?.isProven) return { sentence: on, exitCode: EXIT.done };
  const isAsWanted = proof === undefined && doubt === undefined;
  return {
    sentence: `${on}, not proven:\n  ${context.command('canary')}`,
    exitCode: isAsWanted ? EXIT.done : EXIT.blocked,
  };
}

function sayWhatToExpect(isProven: boolean, { command, output }: ReadingContext): void {
  const spread = isProven
    ? 'What to expect: a device got a certificate from your CA already; AWS says that it takes up to a few minutes until every CSR goes to your function.'
    : 'What to expect: AWS says that it takes up to a few minutes until every CSR goes to your function. Nobody has seen yet that a device gets a certificate: have a canary prove it, or watch the first real device.';
  output.say();
  output.say(paragraph(spread, output.columns));
  if (!isProven) output.say(paragraph(`Prove it:  ${command('canary')}`, output.columns));
  output.say(paragraph(`Look again at any time:  ${command('status')}`, output.columns));
}

const itIsOn = ({ command }: ReadingContext): string =>
  `self-managed signing is on\nback to AWS:  ${command('rollback')}`;

async function wantsBack(context: ReadingContext): Promise<boolean> {
  const question = context.prompter.select({
    flag: '--yes',
    message: 'Keep it?',
    recommended: 'keep' as const,
    choices: [
      { value: 'keep' as const, label: 'keep it on', short: 'keep it on' },
      { value: 'rollback' as const, label: 'roll back now, in one step: AWS signs again', short: 'roll back now' },
    ],
  });
  const choice = await question.catch((error: unknown) => {
    if (error instanceof CertprovError) error.aftermath = itIsOn(context);
    throw error;
  });
  return choice === 'rollback';
}

function initDocument(
  { proposal, rights, csrs }: Asked,
  { trials, proof }: CarriedOut,
  report: StatusReport,
  context: ReadingContext,
): { [key: string]: Json | undefined } {
  const { plan, findings, providerName, functionArn, signing } = proposal;
  const trial = trials[0]!.outcome;
  return {
    command: 'init',
    ...placeDocument(context),
    applied: true,
    provider: { name: providerName, lambdaFunctionArn: functionArn },
    plan: planDocument(plan),
    impact: impactOf(proposal),
    rights: rights.document,
    iotEncryption: iotEncryptionDocument(signing.encryption),
    findings: [...findings, ...report.findings].map((finding) => ({ ...finding })),
    trial: trialDocument(trial),
    trials: trials.map(({ csr, outcome }) => ({
      csr: csr.origin,
      ofDevice: csr.given !== undefined,
      ...trialDocument(outcome),
    })),
    tried: { devices: csrs.devices.length, made: 1 },
    canary: proof?.document ?? null,
    status: report.document,
    next: { status: context.command('status'), rollback: context.command('rollback') },
  };
}
