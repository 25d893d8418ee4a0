import { join } from 'node:path';
import { afterAll } from 'vitest';
import { Account, PLACE, ROLLBACK, ROLLBACK_ALL, UNATTENDED } from '../e2e/account.ts';
import { BEARER, startExternalCa } from '../e2e/external-server.ts';
import { withoutTemplates } from './without-templates.ts';
import { tracePoints, type Traced } from './points.ts';

/** A command that changes something, and what has to come of it, however often it was killed before. */
export interface ChangingCommand {
  readonly column: (typeof COLUMNS)[number] | `${string}, VPC and log`;
  /** The account before the command. */
  readonly before: Account;
  readonly args: (account: Account) => readonly string[];
  /** The way on where it is not the same command again. */
  readonly again?: (account: Account) => readonly string[];
  /** Makes a role and a template that go with it: made again, they are not made twice. */
  readonly makesTemporary?: boolean;
  /** The error of the same command again where the way on is another one, which its `fix` names. */
  readonly refusedOnceMade?: string;
  /** What `rollback --all` restores; otherwise what was before the command. */
  readonly restored?: Account;
  /** Members of the snapshot that no rollback takes: what devices got, and the keys of CAs. */
  readonly stays?: readonly string[];
  /** Members that the same command fills once more: a device without its key asks for another certificate. */
  readonly grows?: readonly string[];
}

export const COLUMNS = [
  'init',
  'init, own function',
  'init, external CA',
  'init with canary',
  'rollback',
  'rollback --all',
  'canary',
  'device provision',
  'ca create',
  'ca create, secret',
  'ca delete',
  'ca delete, secret',
] as const;

const EXISTING = ['--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'];
const WITH_CANARY = ['init', '--sandbox', '--yes', '--confirm', PLACE, '--json'];

export interface TracedCommand extends Traced {
  readonly command: ChangingCommand;
  /** The account after a run that nobody broke. */
  readonly account: Account;
}

export async function traceCommand(command: ChangingCommand): Promise<TracedCommand> {
  const account = command.before.copy();
  return { command, account, ...(await tracePoints(account, command.args(account))) };
}

export async function changingCommands(seeded?: Account): Promise<ChangingCommand[]> {
  seeded ??= await Account.seeded();
  const enabled = await Account.enabled(seeded);
  const bare = await withoutTemplates(seeded);
  const bareEnabled = await Account.enabled(bare);
  const ca = await startExternalCa();
  afterAll(() => ca[Symbol.asyncDispose]());
  const createCa = (key: string, file: string) => (account: Account) =>
    [
      'ca create --sandbox --yes --json --subject CN=Own --key'.split(' '),
      key,
      '--out',
      join(account.home, file),
    ].flat();
  const provision = (folder: string) => (account: Account) =>
    [
      'device provision --sandbox --json --template acme-sensors --trusted-user'.split(' '),
      ['--parameter', 'SerialNumber=SN-1', '--out-dir', join(account.home, folder)],
    ].flat();
  const webhook = (account: Account) =>
    [
      [...UNATTENDED, '--json', '--ca-kind', 'webhook', '--ca-url', `${ca.origin}/sign`],
      ['--ca-certificate', account.file('ca.pem', ca.issuerPem)],
      ['--tls-roots', account.file('roots.pem', ca.rootsPem)],
      ['--ca-credentials', account.file('credentials.json', JSON.stringify({ bearer: BEARER }))],
    ].flat();
  return [
    { column: 'init', before: seeded, args: () => [...UNATTENDED, '--json'] },
    { column: 'init, own function', before: seeded, args: () => [...UNATTENDED, ...EXISTING, '--json'] },
    { column: 'init, external CA', before: seeded, args: webhook },
    { column: 'init with canary', before: bare, args: () => WITH_CANARY, makesTemporary: true },
    { column: 'rollback', before: enabled, args: () => ROLLBACK, restored: seeded },
    { column: 'rollback --all', before: enabled, args: () => ROLLBACK_ALL, restored: seeded },
    {
      column: 'canary',
      before: bareEnabled,
      args: () => ['canary', '--sandbox', '--json'],
      restored: bare,
      makesTemporary: true,
    },
    {
      column: 'device provision',
      before: enabled,
      args: provision('device'),
      // Files are not written over.
      again: provision('device-again'),
      restored: seeded,
      stays: ['certificates', 'things', 'iotPolicyTargets'],
      grows: ['certificates', 'things', 'iotPolicyTargets'],
    },
    {
      column: 'ca create',
      before: seeded,
      args: createCa('kms', 'own-ca.pem'),
      again: createCa('kms', 'own-ca-again.pem'),
      stays: ['kmsKeys', 'kmsAliases'],
    },
    {
      column: 'ca create, secret',
      before: seeded,
      args: createCa('secret', 'own-ca.pem'),
      again: createCa('secret', 'own-ca-again.pem'),
      // The key is known to the process alone that made it.
      refusedOnceMade: 'AWS_CONFLICT',
      stays: ['secrets'],
    },
    {
      column: 'ca delete',
      before: await seeded.after(createCa('kms', 'own-ca.pem')),
      args: () => deleteCa(`alias/${CA_NAME}`),
      stays: ['kmsKeys'],
    },
    {
      column: 'ca delete, secret',
      before: await seeded.after(createCa('secret', 'own-ca.pem')),
      args: () => deleteCa(`certprov-ca/${CA_NAME}`),
      stays: ['secrets'],
    },
  ];
}

const CA_NAME = 'certprov-device-ca';
const deleteCa = (key: string) => ['ca', 'delete', key, '--confirm', key, '--sandbox', '--json'];
