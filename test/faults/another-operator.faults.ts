import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteCertificateProviderCommand, IoTClient, UpdateCertificateProviderCommand } from '@aws-sdk/client-iot';
import { AddPermissionCommand, CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect } from 'vitest';
import { Account, UNATTENDED } from '../e2e/account.ts';
import { walk } from '../e2e/walk.ts';
import { provesCell } from './matrix.ts';
import {
  arnOf,
  assumableBy,
  FunctionName,
  lambda,
  makeProvider,
  otherCode,
  RoleName,
  type Act,
} from './somebody-else.ts';

const role = 'arn:aws:iam::000000000000:role/acme-iot-signer-role';

const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);

/** While the operator of `rollback --all` reads what will go; `stays` is theirs from then on. */
const BEFORE_THE_RETURN: readonly (readonly [row: string, act: Act, stays: object])[] = [
  [
    'makes the provider anew, for their function',
    async (client) => {
      await new IoTClient(client).send(new DeleteCertificateProviderCommand({ certificateProviderName: 'certprov' }));
      await makeProvider('certprov')(client);
    },
    { regions: { 'us-east-1': { certificateProviders: { certprov: expect.anything() } } } },
  ],
  [
    'points the provider at their function',
    (client) =>
      new IoTClient(client).send(
        new UpdateCertificateProviderCommand({
          certificateProviderName: 'certprov',
          lambdaFunctionArn: arnOf('lambda', 'function:acme-iot-signer'),
        }),
      ),
    { regions: { 'us-east-1': { certificateProviders: { certprov: expect.anything() } } } },
  ],
  [
    "attaches a policy to the signer's role",
    (client) =>
      new IAMClient(client).send(
        new AttachRolePolicyCommand({
          RoleName,
          PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
        }),
      ),
    { roles: { [RoleName]: expect.anything() } },
  ],
];

describe.concurrent('between the page and the return, somebody else', () => {
  for (const [row, act, stays] of BEFORE_THE_RETURN) {
    provesCell({
      table: 'Another operator, before the return',
      row,
      column: 'rollback --all, at its page',
      what: '',
      isShort: true,
      prove: async () => {
        const account = enabled.copy();
        await using terminal = await walk(account, ['rollback', '--all', '--wait', '0', '--sandbox']);
        await terminal.waitFor(/^\? Delete the certificate provider "certprov" now\? \(y\/N\)/m);
        await account.elsewhere(act);
        terminal.type('y\r');
        await terminal.exited;
        expect(await account.snapshot(), terminal.scrollback().join('\n')).toMatchObject(stays);
        return 'leaves what is theirs';
      },
    });
  }
});

/** What is there under a name that certprov would take. */
const TAKEN_NAMES: readonly (readonly [row: string, act: Act])[] = [
  [
    'has a role of that name',
    (client) =>
      new IAMClient(client).send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: assumableBy('lambda'),
        }),
      ),
  ],
  [
    'has a function of that name',
    (client) =>
      lambda(client).send(
        new CreateFunctionCommand({
          FunctionName,
          Role: role,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { ZipFile: otherCode },
        }),
      ),
  ],
  ['has a provider of that name', makeProvider('certprov')],
  ['has a provider of another name', makeProvider('theirs')],
  [
    'has a statement of that name',
    (client) =>
      lambda(client).send(
        new AddPermissionCommand({
          FunctionName: 'acme-iot-signer',
          StatementId: 'certprov-certprov',
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
        }),
      ),
  ],
  [
    'has secrets of that name',
    async (client) => {
      const secrets = new SecretsManagerClient(client);
      for (const Name of ['certprov-signer', 'certprov/certprov-signer', 'certprov-ca/ca'])
        await secrets.send(new CreateSecretCommand({ Name, SecretString: 'theirs' }));
    },
  ],
];

const INITS = {
  init: UNATTENDED,
  'init, existing function': [...UNATTENDED, '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'],
  'ca create': ['ca', 'create', '--sandbox', '--key', 'secret', '--subject', 'CN=ca', '--out', 'ca.pem', '--yes'],
} as const;

describe.concurrent('where somebody else', () => {
  for (const [row, act] of TAKEN_NAMES) {
    for (const [column, args] of Object.entries(INITS)) {
      provesCell({
        table: 'Names that are taken',
        row,
        column,
        what: '',
        isShort: column === 'init',
        prove: async () => {
          const account = seeded.copy();
          await account.elsewhere(act);
          const before = await account.snapshot();
          const run = await account.run([...args, '--json']);
          if (run.exitCode !== 0)
            expect(run.json().error, run.stderr).toMatchObject({ fix: expect.stringMatching(/\S/) });
          expectUnharmed(await account.snapshot(), before);
          const back = await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0', '--json']);
          expect([0, 3], back.stderr).toContain(back.exitCode);
          if (column !== 'ca create') expect(await account.snapshot()).toEqual(before);
          else expectUnharmed(await account.snapshot(), before);
          return run.exitCode === 0 ? 'does without it, and leaves it' : `${run.json().error!.code}, and leaves it`;
        },
      });
    }
  }
});

/** All that was there is there as it was. Statements are added to a function that is linked, and nothing else. */
function expectUnharmed(after: object, before: object): void {
  expect(JSON.parse(JSON.stringify(after, withoutStatements))).toMatchObject(
    JSON.parse(JSON.stringify(before, withoutStatements)) as object,
  );
}

const withoutStatements = (key: string, value: unknown): unknown => (key === 'policies' ? undefined : value);
