import type { ChangingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { yellow } from '../../terminal/style.ts';
import type { Switched } from '../rollback/delete-provider.ts';
import { findOwnProvider } from '../rollback/own-provider.ts';
import { giveSigningBack, type ReturnStage, rollbackAftermath } from '../rollback/return-signing.ts';
import { readJournaled } from '../rollback/journaled.ts';
import { placeName } from '../header.ts';
import { afterFailure, type ReturnSituation } from '../rollback/return-situation.ts';

export interface TakeBackOrder {
  /** What is on, as this run made or found it: a list that is a moment old may not show it. */
  readonly provider: Switched;
  /** When the provider was created. */
  readonly switchedAt: Date;
}

export interface TakenBack {
  /** From the switch until AWS listed the provider no more. */
  readonly exposedSeconds: number;
  /** Who signs now, as it was read back. */
  readonly whoSigns: 'AWS signs again' | 'another certificate provider signs now';
}

/** The return that nobody was asked about: the switch is not proven, or proven to be wrong. */
export async function takeBack(
  { provider, switchedAt }: TakeBackOrder,
  situation: ReturnSituation,
  context: ChangingContext,
): Promise<TakenBack> {
  const { output, now } = context;
  output.say(yellow('! rolling back: AWS is asked to delete the certificate provider'));
  let stage: ReturnStage = 'in-place';
  try {
    const journaled = await readJournaled(context);
    const { others } = await giveSigningBack(
      {
        find: async () => (await findOwnProvider({}, journaled.made, context)) ?? provider,
        providerName: provider.certificateProviderName,
        situation,
        onStage: (reached) => (stage = reached),
      },
      journaled,
      context,
    );
    return {
      exposedSeconds: Math.max(1, Math.round((now().getTime() - switchedAt.getTime()) / 1000)),
      whoSigns: others.length === 0 ? 'AWS signs again' : 'another certificate provider signs now',
    };
  } catch (error) {
    throw error instanceof CertprovError ? withSituation(error, stage, situation, context) : error;
  }
}

/** What the canary found is part of whatever kept the return from its end. */
function withSituation(
  error: CertprovError,
  stage: ReturnStage,
  { devices, details }: ReturnSituation,
  context: ChangingContext,
): CertprovError {
  if (error.details['returned'] === false) return error;
  const { code, message, fix, exitCode, cause } = error;
  const isOn = stage === 'in-place' || stage === 'asked';
  const told = new CertprovError(code, isOn ? `${devices}: ${message}` : message, {
    fix,
    exitCode: code === 'PROVIDER_FOREIGN' ? exitCode : EXIT.undoIncomplete,
    cause,
    details: { ...error.details, ...details, returned: false },
  });
  told.aftermath = error.aftermath ?? aftermath(stage, context);
  return told;
}

const aftermath = (stage: ReturnStage, context: ChangingContext): string =>
  stage === 'in-place'
    ? `self-managed signing is on\nback to AWS:  ${context.command('rollback')}`
    : rollbackAftermath(stage, context);

/** What went wrong on the way to the proof, behind the return that it led to. */
export async function takenBackFor(error: unknown, order: TakeBackOrder, context: ChangingContext): Promise<unknown> {
  const { whoSigns } = await takeBack(order, afterFailure(error), context);
  if (error instanceof CertprovError)
    error.aftermath = `${whoSigns} (${placeName(context)}): the switch was not proven\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  return error;
}
