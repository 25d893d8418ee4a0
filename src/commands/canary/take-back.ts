import type { ChangingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { yellow } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import type { Switched } from '../rollback/delete-provider.ts';
import { findOwnProvider } from '../rollback/own-provider.ts';
import { giveSigningBack, type ReturnStage, rollbackAftermath } from '../rollback/return-signing.ts';
import { readJournaled } from '../rollback/journaled.ts';
import { placeName } from '../header.ts';
import type { ReturnSituation } from '../rollback/return-situation.ts';

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
  readonly whoSigns: 'AWS signs again' | 'AWS signs' | 'another certificate provider signs now';
  /** Somebody has seen it on: AWS, a list, a device, or the deletion. */
  readonly wasOn: boolean;
}

/** The return that nobody was asked about: the switch is not proven, or proven to be wrong. */
export async function takeBack(
  { provider, switchedAt }: TakeBackOrder,
  situation: ReturnSituation,
  context: ChangingContext,
): Promise<TakenBack> {
  const { output, now } = context;
  const asked = 'AWS is asked to delete the certificate provider';
  const why = situation.isUnseen ? 'whether it is switched on is not known' : 'rolling back';
  output.say(yellow(paragraph(`! ${why}: ${asked}`, output.columns, { indent: '', hanging: '  ' })));
  let stage: ReturnStage = 'in-place';
  let wasOn = situation.isUnseen !== true;
  try {
    const journaled = await readJournaled(context);
    const find = async (): Promise<Switched> => {
      const listed = await findOwnProvider({}, journaled.made, context).catch((error: unknown) => {
        // It is deleted by its name, which this run gave it or has just tried; a look that fails is no reason to leave it on.
        if (error instanceof CertprovError && error.code.startsWith('AWS_') && !isAboutCaller(error)) return undefined;
        throw error;
      });
      wasOn ||= listed !== undefined;
      return listed ?? provider;
    };
    const { others, deletion } = await giveSigningBack(
      {
        find,
        providerName: provider.certificateProviderName,
        situation,
        wasOn: () => wasOn,
        onStage: (reached) => (stage = reached),
      },
      journaled,
      context,
    );
    wasOn ||= deletion === 'deleted';
    return {
      exposedSeconds: Math.max(1, Math.round((now().getTime() - switchedAt.getTime()) / 1000)),
      whoSigns: signerAfter(others.length === 0, wasOn),
      wasOn,
    };
  } catch (error) {
    throw error instanceof CertprovError ? withSituation(error, stage, situation, context) : error;
  }
}

/** Another account's credentials, or none: nothing is asked with them. */
const isAboutCaller = ({ code }: CertprovError): boolean => code.startsWith('AWS_CREDENTIALS_');

const signerAfter = (isAws: boolean, wasOn: boolean): TakenBack['whoSigns'] => {
  if (!isAws) return 'another certificate provider signs now';
  return wasOn ? 'AWS signs again' : 'AWS signs';
};

/** What the canary found is part of whatever kept the return from its end. */
function withSituation(
  error: CertprovError,
  stage: ReturnStage,
  { devices, details, isUnseen = false }: ReturnSituation,
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
  told.aftermath = error.aftermath ?? aftermath(stage, isUnseen, context);
  return told;
}

const aftermath = (stage: ReturnStage, isUnseen: boolean, context: ChangingContext): string =>
  stage === 'in-place'
    ? `self-managed signing ${isUnseen ? 'may be' : 'is'} on\nback to AWS:  ${context.command('rollback')}`
    : rollbackAftermath(stage, context);

/** What went wrong on the way to the proof, said after the return that it led to. */
export async function takenBackFor(
  error: unknown,
  order: TakeBackOrder,
  situation: ReturnSituation,
  context: ChangingContext,
): Promise<unknown> {
  const { whoSigns, wasOn } = await takeBack(order, situation, context);
  const switched = wasOn ? ': the switch was not proven' : '\nthe certificate provider was never seen on';
  if (error instanceof CertprovError)
    error.aftermath = `${whoSigns} (${placeName(context)})${switched}\nwhat was prepared is kept:  ${context.command('rollback --all')}`;
  return error;
}
