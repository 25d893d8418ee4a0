import { holdsCaKey } from '../actions/holds-ca-key.ts';
import { nameOf } from '../actions/identity.ts';
import type { Context } from '../context.ts';
import { CertprovError, EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import { isOurs } from '../ownership.ts';
import { lockFor } from './lock-for.ts';
import { deployedExternal } from '../steps/external/deployed-external.ts';
import { paragraph } from '../terminal/paragraph.ts';
import { readJournaled, recordUndone } from './journaled.ts';
import { showHeader } from './header.ts';

export interface DeleteAuthorityFlags {
  /** The name again, for a machine without a terminal. */
  readonly confirm?: string | undefined;
}

/** AWS's longest: a CA key that was deleted by mistake is missed late. */
const RECOVERY_DAYS = 30;

/** `alias/…` or `certprov-ca/…`: marked for deletion, and until the day comes it can be had back. */
export async function deleteAuthorityKey(
  name: string,
  { confirm }: DeleteAuthorityFlags,
  context: Context,
): Promise<ExitCode> {
  const { place, output, prompter, interrupt } = context;
  const isKms = name.startsWith('alias/');
  if (!isKms && !name.startsWith('certprov-ca/')) {
    throw usageInvalid(
      `${name} is no key of a CA: they are called alias/… in KMS and certprov-ca/… in Secrets Manager`,
    );
  }
  showHeader('ca delete', context);
  const target = isKms ? await findKey(name, context) : await findSecret(name, context);
  await assertUnused(target, context);
  const say = (text: string): void => output.say(paragraph(text, output.columns));
  say('Every certificate that this CA issued stays valid, and nobody can issue another one.');
  if (confirm !== undefined && confirm !== name) {
    throw new CertprovError('CONFIRMATION_MISMATCH', `--confirm is ${confirm}, and the key is ${name}`, {
      exitCode: EXIT.usage,
    });
  }
  if (confirm === undefined) {
    await prompter.typed({
      flag: '--confirm',
      message: `Type ${name} to delete the key of this CA, or Ctrl-C to stop here:`,
      expected: name,
    });
  }
  const unlock = await lockFor('ca delete', context);
  try {
    await interrupt.changing(async () => {
      await target.markDeleted();
      const { made } = await readJournaled(context);
      await recordUndone(
        made.filter(({ action }) => holdsCaKey(action) && nameOf(action).endsWith(` ${name}`)),
        context,
      );
    });
  } finally {
    unlock();
  }
  say(`take it back within ${RECOVERY_DAYS} days: ${target.wayBack}`);
  output.result(
    { command: 'ca delete', account: place.account, region: place.region, key: name, recoveryDays: RECOVERY_DAYS },
    `${name} is marked for deletion in ${RECOVERY_DAYS} days`,
  );
  return EXIT.done;
}

interface Target {
  /** ARN of a key, or name of a secret: as a signer is set to it. */
  readonly id: string;
  readonly wayBack: string;
  markDeleted(): Promise<void>;
}

async function findKey(alias: string, { reader, writer }: Context): Promise<Target> {
  const key = await reader.describeKey(alias);
  if (!key) throw notThere(alias);
  if (!isOurs(await reader.keyTags(key.keyArn))) throw notOurs(alias);
  return {
    id: key.keyArn,
    wayBack: `aws kms cancel-key-deletion --key-id ${key.keyId}, then aws kms enable-key --key-id ${key.keyId}`,
    markDeleted: async () => void (await writer.scheduleKeyDeletion(key.keyArn, RECOVERY_DAYS)),
  };
}

async function findSecret(secretName: string, { reader, writer }: Context): Promise<Target> {
  const secret = await reader.describeSecret(secretName);
  if (!secret) throw notThere(secretName);
  if (!isOurs(secret.tags)) throw notOurs(secretName);
  return {
    id: secretName,
    wayBack: `aws secretsmanager restore-secret --secret-id ${secretName}`,
    markDeleted: async () => void (await writer.deleteSecret(secretName, RECOVERY_DAYS)),
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

/** While devices are signed with it, its end would be the end of provisioning. */
async function assertUnused({ id }: Target, { reader, command }: Context): Promise<void> {
  for (const { lambdaFunctionArn } of await reader.listCertificateProviders()) {
    const config = deployedExternal((await reader.describeFunction(lambdaFunctionArn))?.environment ?? {})?.config;
    if (!config || ('keyArn' in config ? config.keyArn : config.secretName) !== id) continue;
    throw new CertprovError('PLAN_BLOCKED', 'the certificate provider signs with this key now', {
      fix: `give signing back to AWS first: ${command('rollback')}`,
      exitCode: EXIT.blocked,
    });
  }
}
