import type { Canary, CanaryOutcome } from '../canary/canary.ts';
import { canaryDocument, showCanary, waitingText } from '../canary/show-canary.ts';
import type { Context } from '../context.ts';
import { cancelled, CertprovError, EXIT, type ErrorDetails } from '../errors.ts';
import type { Json } from '../terminal/output.ts';
import { yellow } from '../terminal/style.ts';
import { describeSpan } from '../time-text.ts';
import { findOwnProvider } from './find-own-provider.ts';
import { giveSigningBack } from './give-signing-back.ts';
import { readJournaled } from './journaled.ts';
import { rollbackAftermath, type ReturnStage } from './rollback-aftermath.ts';

export interface ProofOrder {
  readonly canary: Canary;
  /** When the provider was created. */
  readonly switchedAt: Date;
  /** `--no-auto-rollback` keeps the provider whatever the canary says. */
  readonly autoRollback: boolean;
}

/** What the canary said about a switch that stays. */
export interface Proof {
  readonly isProven: boolean;
  readonly document: Json;
}

/**
 * Sends the canary down a device's path and takes the switch back when it does not come home: devices would fare no
 * better. One change, so that a signal does not leave a switch behind that nobody has proven.
 */
export async function proveSwitch(order: ProofOrder, context: Context): Promise<Proof> {
  return context.interrupt.changing(async () => {
    const { output } = context;
    const spinner = output.progress('canary');
    const outcome = await order.canary
      .watch(order.switchedAt, (answer, attempt, elapsedMs) =>
        spinner.update(waitingText(answer, attempt, elapsedMs, context.propagationSeconds)),
      )
      .catch((error: unknown) => {
        spinner.fail('canary');
        throw error;
      });
    spinner.clear();
    showCanary(outcome, order.switchedAt, context);
    const document = canaryDocument(outcome);
    if (outcome.kind === 'failed') return failed(outcome, order, context);
    if (outcome.kind === 'stopped') return stopped(outcome, order, context);
    return { isProven: outcome.kind === 'proven', document };
  });
}

async function failed(
  outcome: CanaryOutcome & { kind: 'failed' },
  order: ProofOrder,
  context: Context,
): Promise<never> {
  const details = { canary: canaryDocument(outcome) } as ErrorDetails;
  if (!order.autoRollback) {
    const error = new CertprovError('CANARY_FAILED', `the canary failed, and the switch was kept: ${outcome.message}`, {
      fix: `go back to AWS with \`${context.command('rollback')}\`, or mend the function: devices meet the same`,
      exitCode: EXIT.blocked,
      details: { ...details, returned: false },
    });
    error.aftermath = stillOn(context);
    throw error;
  }
  const exposedSeconds = await takeBack(order, context);
  const error = new CertprovError('CANARY_FAILED', `the canary failed, so AWS signs again: ${outcome.message}`, {
    fix: `look at the function's log and try it with \`${context.command('dry-run')}\`, then run \`${context.command('init')}\` again`,
    exitCode: EXIT.blocked,
    details: { ...details, returned: true, exposedSeconds },
  });
  error.aftermath = `AWS signs again; the function stood behind every CSR for ${describeSpan(exposedSeconds)}\nAWS may still route to it for a few minutes\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  throw error;
}

/** The operator stopped while nobody knew yet whether devices are served. */
async function stopped(outcome: CanaryOutcome, order: ProofOrder, context: Context): Promise<Proof> {
  if (await wantsToKeep(context)) return { isProven: false, document: canaryDocument(outcome) };
  const exposedSeconds = await takeBack(order, context);
  const error = cancelled();
  error.aftermath = `AWS signs again; the switch was on for ${describeSpan(exposedSeconds)}, unproven\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  throw error;
}

async function wantsToKeep(context: Context): Promise<boolean> {
  if (!context.prompter.interactive) return false;
  try {
    const choice = await context.askAgain((prompter) =>
      prompter.select({
        flag: '--no-canary',
        message: 'The switch is on and not proven yet. What now?',
        recommended: 'back' as const,
        choices: [
          { value: 'back' as const, label: 'roll back now: AWS signs again', short: 'roll back now' },
          { value: 'keep' as const, label: 'keep it on, unproven', short: 'keep it on' },
        ],
      }),
    );
    return choice === 'keep';
  } catch (error) {
    // Ctrl-C once more, another signal, or a terminal that has gone: the safe answer.
    if (error instanceof CertprovError && error.code === 'CANCELLED') return false;
    throw error;
  }
}

/** Seconds from the switch until AWS listed no provider any more. */
async function takeBack({ switchedAt }: ProofOrder, context: Context): Promise<number> {
  const { output, now } = context;
  output.say(yellow('! taking the switch back: AWS signs again for every device'));
  let stage: ReturnStage = 'in-place';
  try {
    const journaled = await readJournaled(context);
    const provider = await findOwnProvider({}, journaled.made, context);
    if (provider) await giveSigningBack(provider, journaled, (reached) => (stage = reached), context);
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    error.aftermath = stage === 'in-place' ? stillOn(context) : rollbackAftermath(error, stage, context);
    throw error;
  }
  return Math.max(1, Math.round((now().getTime() - switchedAt.getTime()) / 1000));
}

const stillOn = ({ command }: Context): string => `self-managed signing is on\nback to AWS:  ${command('rollback')}`;
