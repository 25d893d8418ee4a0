import { Account, UNATTENDED } from '../../e2e/account.ts';
import { startExternalCa, webhookFlags } from '../../e2e/external-server.ts';

/** What a command is for, as far as the account is concerned. */
export type Purpose = 'on' | 'off' | 'all-off' | 'proof' | 'ca-key' | 'ca-end' | 'look';

/** A column of the matrix: a command on an account that was brought to where it makes sense. */
export interface Scenario {
  readonly column: string;
  readonly purpose: Purpose;
  /** Never changed: every case has a copy. */
  readonly start: Account;
  args(account: Account): readonly string[];
  /** The way on where it is not the same command again. */
  again?(account: Account): readonly string[];
}

const INIT = [...UNATTENDED, '--json'] as const;
const INIT_WITH_CANARY = INIT.filter((word) => word !== '--no-canary');

const seeded = await Account.seeded();

export const initOwn: Scenario = { column: 'init', purpose: 'on', start: seeded, args: () => INIT };

export const initExisting: Scenario = {
  column: 'init, existing function',
  purpose: 'on',
  start: seeded,
  args: () => [...INIT, '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'],
};

/** With its server, which the suite has to close. */
export async function initExternal(): Promise<Scenario & AsyncDisposable> {
  const ca = await startExternalCa();
  return {
    column: 'init, CA elsewhere',
    purpose: 'on',
    start: seeded,
    args: (account) => [...INIT, ...webhookFlags(account, ca)],
    [Symbol.asyncDispose]: () => ca[Symbol.asyncDispose](),
  };
}

export const initWithCanary: Scenario = {
  column: 'init with canary',
  purpose: 'on',
  start: seeded,
  args: () => INIT_WITH_CANARY,
};

/** The other commands, most of them on an account that is switched on. */
export async function otherCommands(): Promise<readonly Scenario[]> {
  const enabled = await Account.enabled(seeded);
  const of = (column: string, purpose: Purpose, args: readonly string[], start = enabled): Scenario => ({
    column,
    purpose,
    start,
    args: () => [...args, '--sandbox', '--json'],
  });
  const caCreate = (column: string, key: string): Scenario => {
    const to = (out: string): readonly string[] =>
      `ca create --key ${key} --subject CN=CA --out ${out} --yes --sandbox --json`.split(' ');
    // No file is written over.
    return { column, purpose: 'ca-key', start: seeded, args: () => to('ca.pem'), again: () => to('again.pem') };
  };
  const [createByKms, createBySecret] = [caCreate('ca create (KMS)', 'kms'), caCreate('ca create (secret)', 'secret')];
  const caDelete = async (column: string, key: string, create: Scenario): Promise<Scenario> =>
    of(
      column,
      'ca-end',
      ['ca', 'delete', key, '--confirm', key],
      await seeded.after((account) => create.args(account)),
    );
  return [
    of('canary', 'proof', ['canary']),
    of('dry-run', 'look', ['dry-run']),
    of('status', 'look', ['status']),
    of('impact', 'look', ['impact']),
    of('rollback', 'off', ['rollback', '--yes']),
    of('rollback --all', 'all-off', ['rollback', '--all', '--yes', '--wait', '0']),
    createByKms,
    createBySecret,
    await caDelete('ca delete (KMS)', 'alias/certprov-device-ca', createByKms),
    await caDelete('ca delete (secret)', 'certprov-ca/certprov-device-ca', createBySecret),
    of('device provision', 'look', [
      'device',
      'provision',
      '--trusted-user',
      '--template',
      'acme-sensors',
      '--parameter',
      'SerialNumber=SN-1',
    ]),
  ];
}
