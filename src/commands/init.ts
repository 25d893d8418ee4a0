import type { ChangingContext, ReadingContext } from '../context.ts';
import { CertprovError, EXIT, type ExitCode } from '../errors.ts';
import { lockFor } from '../actions/lock-account.ts';
import { isBlocked } from '../finding.ts';
import { GoBack } from '../terminal/go-back.ts';
import type { Json } from '../terminal/output.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { trialDocument } from './dry-run/show-trial.ts';
import { inPlace, placeDocument } from './header.ts';
import { askAll, begin, type Asked } from './init/ask-all.ts';
import { carryOut, type CarriedOut } from './init/carry-out.ts';
import type { InitCommandFlags } from './init/init-flags.ts';
import { forgetAnswers, keepAnswers } from './init/kept-answers.ts';
import { planDocument } from './init/show-plan.ts';
import { impactOf } from './init/stop-at-plan.ts';
import { iotEncryptionDocument } from './iot-encryption-document.ts';
import { runRollback } from './rollback.ts';
import { reportStatus, type StatusReport } from './status.ts';

/** The guided flow: ask, prepare, try, confirm, switch, prove, and offer the rollback. */
export async function runInit(flags: InitCommandFlags, context: ChangingContext): Promise<ExitCode> {
  const begun = await begin(flags, context);
  // An exit code: there is nothing to ask.
  if (typeof begun === 'number') return begun;
  const { interview } = begun;
  let isPrepared = false;
  try {
    for (;;) {
      const asked = await interview.run(() => askAll(begun, context));
      // An exit code: there is nothing to carry out.
      if (typeof asked === 'number') return asked;
      const done = await carryOutLocked(asked, flags, context);
      if (done !== 'back') {
        interview.forget();
        forgetAnswers(context);
        return await context.interrupt.section(() => conclude(asked, done, context));
      }
      isPrepared = true;
      interview.backToPlan();
    }
  } catch (error) {
    if (isPrepared && error instanceof CertprovError) error.aftermath ??= afterBack(context);
    throw error;
  } finally {
    keepAnswers(interview.answers, context, context.now());
  }
}

/** At the plan again, after it was prepared. */
const afterBack = ({ command }: ReadingContext): string =>
  `nothing that affects devices was done · what was prepared stays\ngo on: ${command('init')}\nback:  ${command('rollback --all')}`;

/** `back`: at the last question the operator wanted to see the plan again. */
async function carryOutLocked(
  asked: Asked,
  { confirm, autoRollback, withoutWayBack = false }: InitCommandFlags,
  context: ChangingContext,
): Promise<CarriedOut | 'back'> {
  const { interrupt } = context;
  const unlock = await lockFor('init', context);
  try {
    const order = { ...asked, confirm, autoRollback: autoRollback !== false, withoutWayBack };
    return await interrupt.section(() => carryOut(order, context));
  } catch (error) {
    if (error instanceof GoBack) return 'back';
    throw error;
  } finally {
    unlock();
  }
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
