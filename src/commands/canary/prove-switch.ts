import { isRefusal } from './canary-answer.ts';
import type { Canary, CanaryOutcome } from './canary.ts';
import { canaryDocument, showCanary, waitingText } from './show-canary.ts';
import { functionNameOf } from '../../aws/arn.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { cancelled, CertprovError, EXIT, type ErrorDetails } from '../../errors.ts';
import type { Json } from '../../terminal/output.ts';
import { describeSpan } from '../../terminal/quantity-text.ts';
import { inPlace } from '../header.ts';
import { provenBy, type ProofKeeper } from './proof-keeper.ts';
import {
  afterFailedCanary,
  afterFailure,
  afterStoppedCanary,
  afterUnprovenCanary,
  type ReturnSituation,
} from '../rollback/return-situation.ts';
import { takeBack, takenBackFor, type TakeBackOrder, type TakenBack } from './take-back.ts';

interface ProofOrder extends TakeBackOrder {
  /** When AWS had it: a request that AWS was slow to answer is no part of the time that a switch takes to spread. */
  readonly confirmedAt: Date;
  readonly canary: Canary;
  /** `--no-auto-rollback` keeps the provider whatever the canary says. */
  readonly autoRollback: boolean;
  /** Keeps the verdict. */
  readonly keeper: ProofKeeper;
  /** By an earlier canary, or as far as is known: then a canary that cannot tell leaves it on. */
  readonly isProven: boolean;
}

/** What the canary said about a switch that stays. */
export interface Proof {
  readonly isProven: boolean;
  readonly document: Json;
}

/**
 * Sends the canary down a device's path and takes the switch back when it does not succeed: devices would fare no
 * better. One change, so that a signal does not leave a switch behind that nobody has proven.
 */
export async function proveSwitch(order: ProofOrder, context: ChangingContext): Promise<Proof> {
  return context.interrupt.changing(async () => {
    const { output } = context;
    const spinner = output.progress('canary');
    const outcome = await order.canary
      .watch(order.confirmedAt, (answer, attempt, elapsedMs) => {
        if (order.isProven && isRefusal(answer)) order.keeper.doubt();
        spinner.update(waitingText(answer, attempt, elapsedMs, context.propagationSeconds));
      })
      .catch(async (error: unknown) => {
        spinner.fail('canary');
        throw order.isProven || !order.autoRollback
          ? error
          : await takenBackFor(error, order, afterFailure(error), context);
      });
    spinner.clear();
    showCanary(outcome, order.confirmedAt, context);
    const document = canaryDocument(outcome);
    if (outcome.kind === 'failed') return failed(outcome, order, context);
    if (outcome.kind === 'stopped') return stopped(outcome, order, context);
    if (outcome.kind === 'unproven') return unproven(outcome, order, context);
    await order.keeper.proven(provenBy(outcome));
    return { isProven: true, document };
  });
}

async function failed(
  outcome: CanaryOutcome & { kind: 'failed' },
  order: ProofOrder,
  context: ChangingContext,
): Promise<never> {
  const details = { canary: canaryDocument(outcome) } as ErrorDetails;
  await order.keeper.note({ proof: 'refused', reason: outcome.reason, message: outcome.message });
  if (!order.autoRollback) {
    const isTagged = await order.keeper.tag();
    const error = new CertprovError('CANARY_FAILED', `the canary failed, and the switch was kept: ${outcome.message}`, {
      fix: `go back to AWS with \`${context.command('rollback')}\`, or fix the function: devices meet the same`,
      exitCode: EXIT.blocked,
      details: { ...details, returned: false, verdictOnProvider: isTagged },
    });
    error.aftermath = `${stillOn(context)}${isTagged ? '' : UNTAGGED}`;
    throw error;
  }
  const { exposedSeconds, whoSigns } = await takenBack(order, afterFailedCanary(outcome), context);
  // By name: no provider points at it any more.
  const trial = context.command(`dry-run --function ${functionNameOf(order.provider.lambdaFunctionArn)}`);
  const error = new CertprovError(
    'CANARY_FAILED',
    `the canary failed, so ${whoSigns} ${inPlace(context)}: ${outcome.message}`,
    {
      fix: `look at the function's log and try it with \`${trial}\`, then run \`${context.command('init')}\``,
      exitCode: EXIT.blocked,
      details: { ...details, returned: true, exposedSeconds },
    },
  );
  error.aftermath = `${whoSigns}; the function stood behind every CSR for ${describeSpan(exposedSeconds)}\nAWS may still route to it for a few minutes\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  throw error;
}

/** Nobody could ask, which says nothing about the signing; but a switch that nobody has proven is not kept for that. */
async function unproven(
  outcome: CanaryOutcome & { kind: 'unproven' },
  order: ProofOrder,
  context: ChangingContext,
): Promise<Proof> {
  const document = canaryDocument(outcome);
  if (order.isProven || !order.autoRollback) {
    if (!order.isProven) await order.keeper.note({ proof: 'unproven', reason: 'could-not-ask' });
    return { isProven: false, document };
  }
  const { exposedSeconds, whoSigns } = await takenBack(order, afterUnprovenCanary(outcome), context);
  const error = new CertprovError(
    'SWITCH_UNPROVEN',
    `the canary could not ask, so ${whoSigns} ${inPlace(context)}: ${outcome.message}`,
    {
      fix: `run \`${context.command('init')}\`, or keep a switch that nobody has proven with --no-auto-rollback`,
      exitCode: EXIT.blocked,
      details: { canary: document, returned: true, exposedSeconds },
    },
  );
  error.aftermath = `${whoSigns}; the switch was on for ${describeSpan(exposedSeconds)}, unproven\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  throw error;
}

/** When it fails, the switch may stay for long: then other machines have to know of the last verdict as well. */
async function takenBack(order: ProofOrder, situation: ReturnSituation, context: ChangingContext): Promise<TakenBack> {
  return takeBack(order, situation, context).catch(async (error: unknown) => {
    await order.keeper.tag();
    throw error;
  });
}

/** The operator stopped while nobody knew yet whether devices are served: what was proven before stays as it was. */
async function stopped(outcome: CanaryOutcome, order: ProofOrder, context: ChangingContext): Promise<Proof> {
  if (order.isProven) {
    const error = cancelled();
    error.aftermath = order.keeper.isDoubted
      ? `AWS IoT refused this canary before it was stopped, so that the switch counts as not proven\n${stillOn(context)}`
      : `this canary said nothing of the switch, which is as it was: ${stillOn(context)}`;
    throw error;
  }
  if (await wantsToKeep(context)) {
    await order.keeper.note({ proof: 'unproven', reason: 'kept' });
    return { isProven: false, document: canaryDocument(outcome) };
  }
  const { exposedSeconds, whoSigns } = await takenBack(order, afterStoppedCanary(outcome), context);
  const error = cancelled();
  error.aftermath = `${whoSigns}; the switch was on for ${describeSpan(exposedSeconds)}, unproven\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  throw error;
}

async function wantsToKeep(context: ChangingContext): Promise<boolean> {
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

const UNTAGGED = '\nother machines do not learn of it: the verdict could not be written to the provider';

const stillOn = ({ command }: ReadingContext): string =>
  `self-managed signing is on\nback to AWS:  ${command('rollback')}`;
