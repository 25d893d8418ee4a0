import type { Canary, CanaryOutcome } from '../canary/canary.ts';
import { canaryDocument, showCanary, waitingText } from '../canary/show-canary.ts';
import type { Context } from '../context.ts';
import { cancelled, CertprovError, EXIT, type ErrorDetails } from '../errors.ts';
import type { Json } from '../terminal/output.ts';
import { describeSpan } from '../time-text.ts';
import { inPlace, placeName } from './in-place.ts';
import { afterFailedCanary, afterStoppedCanary } from './return-situation.ts';
import { takeBack, type TakeBackOrder } from './take-back.ts';

export interface ProofOrder extends TakeBackOrder {
  readonly canary: Canary;
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
  const { exposedSeconds, whoSigns } = await takeBack(order, afterFailedCanary(outcome), context);
  const error = new CertprovError(
    'CANARY_FAILED',
    `the canary failed, so ${whoSigns} ${inPlace(context)}: ${outcome.message}`,
    {
      fix: `look at the function's log and try it with \`${context.command('dry-run')}\`, then run \`${context.command('init')}\` again`,
      exitCode: EXIT.blocked,
      details: { ...details, returned: true, exposedSeconds },
    },
  );
  error.aftermath = `${whoSigns}; the function stood behind every CSR for ${describeSpan(exposedSeconds)} (${placeName(context)})\nAWS may still route to it for a few minutes\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  throw error;
}

/** The operator stopped while nobody knew yet whether devices are served. */
async function stopped(outcome: CanaryOutcome, order: ProofOrder, context: Context): Promise<Proof> {
  if (await wantsToKeep(context)) return { isProven: false, document: canaryDocument(outcome) };
  const { exposedSeconds, whoSigns } = await takeBack(order, afterStoppedCanary(outcome), context);
  const error = cancelled();
  error.aftermath = `${whoSigns}; the switch was on for ${describeSpan(exposedSeconds)}, unproven (${placeName(context)})\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
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

const stillOn = ({ command }: Context): string => `self-managed signing is on\nback to AWS:  ${command('rollback')}`;
