import type { Context } from '../context.ts';
import { CertprovError } from '../errors.ts';
import { yellow } from '../terminal/style.ts';
import type { Switched } from './delete-provider.ts';
import { findOwnProvider } from './find-own-provider.ts';
import { giveSigningBack } from './give-signing-back.ts';
import { readJournaled } from './journaled.ts';
import type { ReturnSituation } from './return-situation.ts';
import { rollbackAftermath, type ReturnStage } from './rollback-aftermath.ts';

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
  context: Context,
): Promise<TakenBack> {
  const { output, now } = context;
  output.say(yellow('! rolling back: the certificate provider is being deleted'));
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
    if (error instanceof CertprovError) error.aftermath ??= aftermath(stage, context);
    throw error;
  }
}

const aftermath = (stage: ReturnStage, context: Context): string =>
  stage === 'in-place'
    ? `self-managed signing is on\nback to AWS:  ${context.command('rollback')}`
    : rollbackAftermath(stage, context);
