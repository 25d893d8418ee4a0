import { readFileSync } from 'node:fs';
import {
  DeleteProvisioningTemplateCommand,
  IoTClient,
  ListProvisioningTemplatesCommand,
  RegisterCACertificateCommand,
} from '@aws-sdk/client-iot';
import { LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import type { AuthorityKind } from '../../../src/authority/authority.ts';
import type { Task } from '../../../src/privileges/task.ts';
import { Account } from '../../e2e/account.ts';
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
  'dry-run': 'look',
  status: 'look',
  impact: 'look',
  rollback: 'rollback',
  'rollback --all': 'rollback-all',
  'ca create (KMS)': 'ca',
  'ca create (secret)': 'ca',
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

  const off = await after(enabled, ['rollback', '--sandbox', '--yes']);
  const withServer = await after(seeded, (account) => external.args(account));
  const withServerOff = await after(withServer, ['rollback', '--sandbox', '--yes']);
  const withKey = await after(seeded, caCreate('kms'));
  const withSecret = await after(seeded, caCreate('secret'));
  const initWithKey = (account: Account): readonly string[] => [
    ...initOwn.args(account),
    '--ca-kind',
    'kms',
    '--kms-key',
    `alias/${CA_NAME}`,
    '--ca-certificate',
    `${account.home}/ca.pem`,
  ];
  const byKey = await after(withKey, initWithKey);
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
      of('status, CA elsewhere', 'look', withServer, ['status'], { authority: 'webhook' }),
      of('status, key in KMS', 'look', byKey, ['status'], { authority: 'kms' }),
      of('status, no journal', 'look', enabled.withoutJournal(), ['status'], { asksWhose: true }),
      of('impact, CA registered', 'look', await withRegisteredCa(withSecret), ['impact']),
      of('rollback, no journal', 'rollback', enabled.withoutJournal(), ['rollback', '--yes'], { asksWhose: true }),
      of('rollback --all, no journal', 'rollback-all', enabled.withoutJournal(), ROLLBACK_ALL, { asksWhose: true }),
      of('rollback --all, CA elsewhere', 'rollback-all', withServer, ROLLBACK_ALL, {
        authority: 'webhook',
        asksWhose: true,
      }),
      of('ca delete (KMS)', 'ca', withKey, ['ca', 'delete', `alias/${CA_NAME}`, '--confirm', `alias/${CA_NAME}`]),
      of('ca delete, in use', 'ca', byKey, ['ca', 'delete', `alias/${CA_NAME}`, '--confirm', `alias/${CA_NAME}`], {
        exitCode: 3,
      }),
      of('ca delete (secret)', 'ca', withSecret, [
        'ca',
        'delete',
        `certprov-ca/${CA_NAME}`,
        '--confirm',
        `certprov-ca/${CA_NAME}`,
      ]),
    ],
    [Symbol.asyncDispose]: () => external[Symbol.asyncDispose](),
  };
}

const ROLLBACK_ALL = ['rollback', '--all', '--yes', '--wait', '0'];

const caCreate =
  (key: string) =>
  ({ home }: Account): readonly string[] =>
    `ca create --sandbox --yes --key ${key} --name ${CA_NAME} --subject CN=Test --out ${home}/ca.pem`.split(' ');

/** Another account, where this command was run. */
async function after(
  start: Account,
  args: readonly string[] | ((account: Account) => readonly string[]),
): Promise<Account> {
  const account = start.copy();
  const run = await account.run(typeof args === 'function' ? args(account) : args);
  if (run.exitCode !== 0) throw new Error(`exit ${run.exitCode}\n${run.stderr}`);
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
  await account.elsewhere((client) =>
    new LambdaClient(client).send(
      new RemovePermissionCommand({ FunctionName: 'certprov-signer', StatementId: 'certprov-certprov' }),
    ),
  );
  return account;
}

async function withoutTemplates(start: Account): Promise<Account> {
  const account = start.copy();
  await account.elsewhere(async (client) => {
    const iot = new IoTClient(client);
    const { templates = [] } = await iot.send(new ListProvisioningTemplatesCommand({}));
    for (const { templateName } of templates) await iot.send(new DeleteProvisioningTemplateCommand({ templateName }));
  });
  return account;
}
