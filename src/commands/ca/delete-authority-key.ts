import { holdsCaKey, nameOf } from '../../actions/identity.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError, EXIT, usageInvalid, type ExitCode } from '../../errors.ts';
import { isMarkedForDeletion, isOurs, wayBackOfKey, wayBackOfSecret } from '../../deployment/ownership.ts';
import { lockFor, nothingChanged } from '../../actions/lock-account.ts';
import { deployedExternal } from '../../deployment/deployed-signer.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { inPlace, placeDocument, placeName, showHeader } from '../header.ts';
import { readJournaled, recordUndone } from '../rollback/journaled.ts';

export interface DeleteAuthorityFlags {
  /** The name again, for a machine without a terminal. */
  readonly confirm?: string | undefined;
}

/** AWS's longest: a CA key that was deleted by mistake is missed late. */
const RECOVERY_DAYS = 30;

/**
 * `alias/…` or `certprov-ca/…`: marked for deletion, and until that day it can be restored. One that is marked
 * already stays as it is, so that a run that was cut off can be run again.
 */
export async function deleteAuthorityKey(
  name: string,
  { confirm }: DeleteAuthorityFlags,
  context: ChangingContext,
): Promise<ExitCode> {
  const { output, interrupt } = context;
  if (!isKeyName(name) && !isSecretName(name)) {
    throw usageInvalid(
      `${name} is no key of a CA: they are called alias/… in KMS and certprov-ca/… in Secrets Manager`,
    );
  }
  showHeader('ca delete', context);
  const target = await findTarget(name, context);
  const say = (text: string): void => output.say(paragraph(text, output.columns));
  await assertUnused(target, context);
  if (!target.isMarked) {
    say('Every certificate that this CA issued stays valid, and nobody can issue another one.');
    await confirmName(name, confirm, context);
  }
  const unlock = await lockFor('ca delete', context);
  try {
    // Somebody may have switched a provider to this key while its name was typed.
    await assertUnused(target, context);
    await interrupt.changing(async () => {
      if (!target.isMarked) await markDeleted(target, context);
      await recordDeleted(name, context);
    });
  } finally {
    unlock();
  }
  say(`take it back ${target.isMarked ? 'as long as it is there' : `within ${RECOVERY_DAYS} days`}: ${target.wayBack}`);
  output.result(
    {
      command: 'ca delete',
      ...placeDocument(context),
      key: name,
      marked: target.isMarked ? 'before' : 'now',
      recoveryDays: target.isMarked ? null : RECOVERY_DAYS,
    },
    target.isMarked
      ? `${name} was marked for deletion already: ${nothingChanged(context) ?? 'it is as it was'} (${placeName(context)})`
      : `${name} is marked for deletion in ${RECOVERY_DAYS} days ${inPlace(context)}`,
  );
  return EXIT.done;
}

async function confirmName(name: string, confirm: string | undefined, { prompter }: ReadingContext): Promise<void> {
  if (confirm !== undefined && confirm !== name) {
    throw new CertprovError('CONFIRMATION_MISMATCH', `--confirm is ${confirm}, and the key is ${name}`, {
      exitCode: EXIT.usage,
    });
  }
  if (confirm !== undefined) return;
  await prompter.typed({
    flag: '--confirm',
    message: `Type ${name} to delete the key of this CA, or Ctrl-C to stop here:`,
    expected: name,
  });
}

async function markDeleted(target: Target, context: ChangingContext): Promise<void> {
  try {
    if (!(await target.mark())) throw notThere(target.name);
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    if (error.code === 'AWS_NOT_FOUND' || error.details['definite'] === true)
      error.aftermath = nothingChanged(context) ?? `AWS refused it: ${target.name} is as it was`;
    // The request may have been carried out although its answer was lost.
    else if (await isMarkedNow(target.name, context)) return;
    else
      error.aftermath = `${target.name} may have been marked for deletion\ngo on: the same command again, which looks first`;
    throw error;
  }
}

const isMarkedNow = async (name: string, context: ChangingContext): Promise<boolean> => {
  try {
    return (await findTarget(name, context)).isMarked;
  } catch (error) {
    if (error instanceof CertprovError) return false;
    throw error;
  }
};

/** No rollback has to name it any more. */
async function recordDeleted(name: string, context: ChangingContext): Promise<void> {
  const { made } = await readJournaled(context);
  const mine = made.filter(({ action }) => holdsCaKey(action) && nameOf(action).endsWith(` ${name}`));
  await recordUndone(mine, context);
}

interface Target {
  readonly name: string;
  /** ARN of a key, or name of a secret: as a signer is set to it. */
  readonly id: string;
  readonly isMarked: boolean;
  readonly wayBack: string;
  /** False: there was nothing to mark. */
  mark(): Promise<boolean>;
}

const isKeyName = (name: string): boolean => name.startsWith('alias/');
const isSecretName = (name: string): boolean => name.startsWith('certprov-ca/');

const findTarget = (name: string, context: ChangingContext): Promise<Target> =>
  isKeyName(name) ? findKey(name, context) : findSecret(name, context);

async function findKey(alias: string, { reader, writer, awsCli }: ChangingContext): Promise<Target> {
  const key = await reader.describeKey(alias);
  if (!key) throw notThere(alias);
  if (!isOurs(await reader.keyTags(key.keyArn))) throw notOurs(alias);
  return {
    name: alias,
    id: key.keyArn,
    isMarked: isMarkedForDeletion(key),
    wayBack: wayBackOfKey(key, awsCli),
    mark: async () => {
      await writer.scheduleKeyDeletion(key.keyArn, RECOVERY_DAYS);
      return true;
    },
  };
}

async function findSecret(secretName: string, { reader, writer, awsCli }: ChangingContext): Promise<Target> {
  const secret = await reader.describeSecret(secretName);
  if (!secret) throw notThere(secretName);
  if (!isOurs(secret.tags)) throw notOurs(secretName);
  return {
    name: secretName,
    id: secretName,
    isMarked: secret.deletedDate !== undefined,
    wayBack: wayBackOfSecret(secretName, awsCli),
    mark: () => writer.deleteSecret(secretName, RECOVERY_DAYS),
  };
}

const notThere = (name: string): CertprovError =>
  new CertprovError('AWS_NOT_FOUND', `there is no ${name} here`, {
    fix: 'check the name and the Region',
    exitCode: EXIT.usage,
  });

const notOurs = (name: string): CertprovError =>
  new CertprovError('AWS_CONFLICT', `${name} does not carry the tag of certprov, so it is left alone`, {
    fix: 'delete it with the AWS CLI if you are sure',
    exitCode: EXIT.blocked,
  });

/** While device certificates are signed with it, its deletion would end provisioning. */
async function assertUnused({ id }: Target, { reader, command }: ReadingContext): Promise<void> {
  for (const { lambdaFunctionArn } of await reader.listCertificateProviders()) {
    const config = deployedExternal((await reader.describeFunction(lambdaFunctionArn))?.environment ?? {})?.config;
    if (!config || ('keyArn' in config ? config.keyArn : config.secretName) !== id) continue;
    throw new CertprovError('PLAN_BLOCKED', 'the certificate provider signs with this key now', {
      fix: `give signing back to AWS first: ${command('rollback')}`,
      exitCode: EXIT.blocked,
    });
  }
}
