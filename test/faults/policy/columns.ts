import { readFileSync } from 'node:fs';
import { IoTClient, RegisterCACertificateCommand } from '@aws-sdk/client-iot';
import type { AuthorityKind } from '../../../src/authority/authority.ts';
import type { Task } from '../../../src/commands/policy/reads.ts';
import { Account } from '../../e2e/account.ts';
import { closeToIot } from '../../e2e/iot-permission.ts';
import { withoutTemplates } from '../without-templates.ts';
import { initExisting, initExternal, initOwn, initWithCanary, otherCommands, type Scenario } from '../aws/scenarios.ts';

/** A command, and what the policy is printed for. */
export interface Column extends Scenario {
  readonly tasks: readonly Task[];
  readonly authority: AuthorityKind;
  readonly functionName?: string;
  /** 0, unless the command ends otherwise on purpose. */
  readonly exitCode?: number;
  /** Has to know whose the function is. */
  readonly asksWhose?: boolean;
  /** Makes the canary's own template and role. */
  readonly hasTemporaryTemplate?: boolean;
}

const TASKS_OF: Readonly<Record<string, Task>> = {
  canary: 'canary',
  'dry-run': 'dry-run',
  status: 'look',
  impact: 'look',
  rollback: 'rollback',
  'rollback --all': 'rollback-all',
  'ca create (KMS)': 'ca',
  'ca create (secret)': 'ca',
  'ca delete (KMS)': 'ca',
  'ca delete (secret)': 'ca',
  'device provision': 'device',
};

const CA_NAME = 'certprov-test-ca';

/** With the server of a CA, which the suite has to close. */
export async function policyColumns(): Promise<{ columns: readonly Column[] } & AsyncDisposable> {
  const external = await initExternal();
  const seeded = external.start;
  const enabled = await Account.enabled(seeded);
  const of = (
    column: string,
    task: Task,
    start: Account,
    args: readonly string[],
    more: Partial<Column> = {},
  ): Column => ({
    column,
    purpose: 'look',
    start,
    args: () => [...args, '--sandbox', '--json'],
    tasks: [task],
    authority: 'acm-pca',
    ...more,
  });

  const off = await enabled.after(['rollback', '--sandbox', '--yes']);
  const withServer = await seeded.after((account) => external.args(account));
  const withServerOff = await withServer.after(['rollback', '--sandbox', '--yes']);
  const withKey = await seeded.after(caCreate('kms'));
  const withSecret = await seeded.after(caCreate('secret'));
  const initWithKey = (account: Account): readonly string[] => [
    ...initOwn.args(account),
    '--ca-kind',
    'kms',
    '--kms-key',
    `alias/${CA_NAME}`,
    '--ca-certificate',
    `${account.home}/ca.pem`,
  ];
  const byKey = await withKey.after(initWithKey);
  const others = await otherCommands();

  return {
    columns: [
      { ...initOwn, tasks: ['init'], authority: 'acm-pca' },
      { ...initOwn, column: 'init again', start: off, tasks: ['init'], authority: 'acm-pca', asksWhose: true },
      { ...initExisting, tasks: ['init'], authority: 'acm-pca', functionName: 'acme-iot-signer' },
      { ...external, tasks: ['init'], authority: 'webhook' },
      {
        ...external,
        column: 'init again, CA elsewhere',
        start: withServerOff,
        tasks: ['init'],
        authority: 'webhook',
        asksWhose: true,
      },
      {
        ...initOwn,
        column: 'init, key in KMS',
        start: await withRegisteredCa(withKey),
        args: initWithKey,
        tasks: ['init'],
        authority: 'kms',
      },
      { ...initWithCanary, tasks: ['init', 'canary'], authority: 'acm-pca' },
      ...others.map((scenario): Column => ({
        ...scenario,
        tasks: [TASKS_OF[scenario.column]!],
        authority: 'acm-pca',
        asksWhose: scenario.column.startsWith('rollback'),
      })),
      of('canary, taken back', 'canary', await closedToAws(enabled), ['canary'], { exitCode: 3 }),
      of('canary, own template', 'canary', await withoutTemplates(enabled), ['canary'], { hasTemporaryTemplate: true }),
      of('status, CA elsewhere', 'look', withServer, ['status'], { authority: 'webhook', exitCode: 3 }),
      of('status, key in KMS', 'look', byKey, ['status'], { authority: 'kms', exitCode: 3 }),
      of('status, no journal', 'look', enabled.withoutJournal(), ['status'], { asksWhose: true }),
      of('init --plan', 'look', seeded, INIT_PLAN),
      of('init --plan, key in KMS', 'look', withKey, INIT_PLAN, {
        authority: 'kms',
        args: (account) => [...initWithKey(account).filter((word) => word !== '--no-canary'), '--plan'],
      }),
      of('dry-run, CA named', 'dry-run', seeded, DRY_RUN, { functionName: 'acme-iot-signer' }),
      of('impact, CA registered', 'look', await withRegisteredCa(withSecret), ['impact']),
      of('rollback, no journal', 'rollback', enabled.withoutJournal(), ['rollback', '--yes'], { asksWhose: true }),
      of('rollback --all, no journal', 'rollback-all', enabled.withoutJournal(), ROLLBACK_ALL, { asksWhose: true }),
      of('rollback --all, CA elsewhere', 'rollback-all', withServer, ROLLBACK_ALL, {
        authority: 'webhook',
        asksWhose: true,
      }),
      {
        ...of('ca create (KMS), cut off before', 'ca', await withoutAlias(seeded), []),
        args: (account) => [...caCreate('kms')(account), '--json'],
      },
      of('ca delete, in use', 'ca', byKey, ['ca', 'delete', `alias/${CA_NAME}`, '--confirm', `alias/${CA_NAME}`], {
        exitCode: 3,
      }),
    ],
    [Symbol.asyncDispose]: () => external[Symbol.asyncDispose](),
  };
}

const INIT_PLAN = ['init', '--yes', '--plan'];
const DRY_RUN = ['dry-run', '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'];
const ROLLBACK_ALL = ['rollback', '--all', '--yes', '--wait', '0'];

const caCreate =
  (key: string) =>
  ({ home }: Account): readonly string[] =>
    `ca create --sandbox --yes --key ${key} --name ${CA_NAME} --subject CN=Test --out ${home}/ca.pem`.split(' ');

/** A key that has no alias yet: the run that made it could not name it, and the next one looks for it. */
async function withoutAlias(seeded: Account): Promise<Account> {
  const account = seeded.copy();
  await account.fault({ service: 'kms', operation: 'CreateAlias', kind: 'access-denied', times: 'always' });
  const run = await account.run(caCreate('kms')(account));
  if (run.exitCode === 0) throw new Error('ca create named its key');
  account.mend();
  return account;
}

/** Devices of its own CA register themselves there at their first connection. */
async function withRegisteredCa(start: Account): Promise<Account> {
  const account = start.copy();
  const caCertificate = readFileSync(`${account.home}/ca.pem`, 'utf8');
  await account.elsewhere((client) =>
    new IoTClient(client).send(
      new RegisterCACertificateCommand({
        caCertificate,
        certificateMode: 'SNI_ONLY',
        setAsActive: true,
        allowAutoRegistration: true,
      }),
    ),
  );
  return account;
}

/** AWS IoT may not invoke the function any more. */
async function closedToAws(start: Account): Promise<Account> {
  const account = start.copy();
  await account.elsewhere(closeToIot);
  return account;
}
