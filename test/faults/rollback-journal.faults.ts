import { CreateCertificateProviderCommand, DeleteCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import { AddPermissionCommand, DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { journalLine } from '../../src/actions/journal-lines.ts';
import { Account, ROLLBACK, ROLLBACK_ALL, UNATTENDED, type ClientConfig } from '../e2e/account.ts';

let seeded: Account;
let enabled: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

describe.concurrent('rollback without its journal', () => {
  it.each([
    ['is missing', (account: Account) => rmSync(join(account.home, 'journal'), { recursive: true })],
    ['is no JSON', (account: Account) => account.journals().forEach((path) => writeFileSync(path, 'not a journal\n'))],
    [
      'ends in the middle of a line',
      (account: Account) => account.journals().forEach((path) => appendFileSync(path, '{"at":"2026')),
    ],
    [
      'is a folder',
      (account: Account) =>
        account.journals().forEach((path) => {
          rmSync(path);
          mkdirSync(path);
        }),
    ],
    [
      'has a file in the place of its folder',
      (account: Account) => {
        rmSync(join(account.home, 'journal'), { recursive: true });
        writeFileSync(join(account.home, 'journal'), '');
      },
    ],
    ['has actions without args', (account: Account) => edit(account, /,"args":\{.*\}\},"state"/, '},"state"')],
    [
      'has actions whose args say nothing',
      (account: Account) => edit(account, /"args":\{.*\}\},"state"/, '"args":{}},"state"'),
    ],
    ['is empty', (account: Account) => account.journals().forEach((path) => writeFileSync(path, ''))],
  ])('goes by the tags in the account when it %s', async (_how, spoil) => {
    for (const args of [ROLLBACK, ROLLBACK_ALL]) {
      const account = enabled.copy();
      spoil(account);
      const run = await account.run(args);
      expect(run.stderr).not.toContain('defect');
      expect(run.exitCode).toBe(0);
      expect(run.json()).toMatchObject({ rolledBack: true, signing: 'aws-managed' });
    }
    const account = enabled.copy();
    spoil(account);
    await account.run(ROLLBACK_ALL);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});

describe.concurrent('rollback with the journal of a newer certprov', () => {
  const addUnknown = (account: Account): void =>
    account
      .journals()
      .forEach((path) =>
        appendFileSync(
          path,
          `${journalLine({ at: '2026-11-22T00:00:00Z', index: 9, action: { kind: 'ec2:CreateVpc', args: {} }, state: 'applied' })}\n`,
        ),
      );

  it('gives signing back all the same', async () => {
    const account = enabled.copy();
    addUnknown(account);
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('ec2:CreateVpc');
    expect(run.json()).toMatchObject({ rolledBack: true, signing: 'aws-managed' });
  });

  it('takes back with --all what it knows, and leaves the rest to a person', async () => {
    const account = enabled.copy();
    addUnknown(account);
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode).toBe(4);
    expect(run.json()).toMatchObject({ error: { code: 'UNDO_INCOMPLETE' } });
    expect(run.stdout).toContain('ec2:CreateVpc');
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});

function edit(account: Account, what: RegExp, by: string): void {
  for (const path of account.journals()) {
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.map((line) => sealed(line.replace(what, by))).join('\n'));
  }
}

/** As a certprov that writes such a line would end it. */
const sealed = (line: string): string =>
  line === '' ? line : journalLine(JSON.parse(line.replace(/,"crc32":"\w+"\}$/, '}')) as object);

const forgetJournal = (account: Account): void => rmSync(join(account.home, 'journal'), { recursive: true });

const deleteProvider = (config: ClientConfig) =>
  new IoTClient(config).send(new DeleteCertificateProviderCommand({ certificateProviderName: 'certprov' }));

const createSameProvider = (config: ClientConfig) =>
  new IoTClient(config).send(
    new CreateCertificateProviderCommand({
      certificateProviderName: 'certprov',
      lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:certprov-signer',
      accountDefaultForOperations: ['CreateCertificateFromCsr'],
    }),
  );

const EXISTING = [...UNATTENDED, '--function', 'acme-iot-signer'];

describe.concurrent('what a rollback says to be left', () => {
  it('is the same with and without the journal, also the next time', async () => {
    const withJournal = enabled.copy();
    const { kept } = (await withJournal.run(ROLLBACK)).json();
    expect(kept).toEqual([
      'permission for AWS IoT to invoke certprov-signer (certprov-certprov)',
      'function certprov-signer',
      'policy of the role certprov-signer-us-east-1/certprov-issue',
      'role certprov-signer-us-east-1',
    ]);
    const account = enabled.copy();
    forgetJournal(account);
    expect((await account.run(ROLLBACK)).json()).toMatchObject({ rolledBack: true, kept });
    forgetJournal(account);
    expect((await account.run(ROLLBACK)).json()).toMatchObject({ rolledBack: false, kept });
  });

  it('is said not to be known whole when it cannot be listed, and signing is given back', async () => {
    const account = enabled.copy();
    forgetJournal(account);
    await account.fault({ operation: 'ListFunctions', kind: 'access-denied', times: 'always' });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ rolledBack: true, signing: 'aws-managed' });
    expect(run.stderr).toMatch(/what certprov made may not be listed whole: .*ListFunctions/);
  });

  it('does not wait for what only the tags could add when the journal is whole', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'ListFunctions', kind: 'access-denied', times: 'always' });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).not.toContain('listed whole');
  });
});

describe.concurrent('rollback --all', () => {
  it('removes every statement of certprov from one function', async () => {
    const account = await Account.seeded();
    const before = await account.snapshot();
    expect(await account.run(EXISTING)).toMatchObject({ exitCode: 0 });
    await account.elsewhere((config) =>
      new LambdaClient(config).send(
        new AddPermissionCommand({
          FunctionName: 'acme-iot-signer',
          StatementId: 'certprov-certprov-actual',
          Action: 'lambda:InvokeFunction',
          Principal: 'iot.amazonaws.com',
          SourceAccount: '000000000000',
          SourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider:certprov',
        }),
      ),
    );
    expect((await account.run(ROLLBACK_ALL)).json()).toMatchObject({ rolledBack: true });
    expect(await account.snapshot()).toEqual(before);
  });

  it("finds the statement on somebody else's function after a plain rollback without a journal", async () => {
    const account = await Account.seeded();
    const before = await account.snapshot();
    expect(await account.run(EXISTING)).toMatchObject({ exitCode: 0 });
    forgetJournal(account);
    expect((await account.run(ROLLBACK)).json()).toMatchObject({
      kept: [expect.stringContaining('acme-iot-signer (certprov-certprov)')],
    });
    expect(await account.run(ROLLBACK_ALL)).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(before);
  });

  it('names the command that removes the statement when that cannot be written down', async () => {
    const account = await Account.seeded();
    expect(await account.run(EXISTING)).toMatchObject({ exitCode: 0 });
    forgetJournal(account);
    writeFileSync(join(account.home, 'journal'), '');
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain(
      'aws lambda remove-permission --function-name acme-iot-signer --statement-id certprov-certprov --region us-east-1',
    );
  });

  it('finds the role of a signer of another name whose function is gone', async () => {
    const account = await Account.seeded();
    const before = await account.snapshot();
    expect(await account.run([...UNATTENDED, '--create-function', 'other'])).toMatchObject({ exitCode: 0 });
    forgetJournal(account);
    await account.elsewhere((config) =>
      new LambdaClient(config).send(new DeleteFunctionCommand({ FunctionName: 'other' })),
    );
    expect(await account.run(ROLLBACK_ALL)).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(before);
  });
});

describe.concurrent('a provider that was made again by somebody else', () => {
  it('is not ours for having the name and the function of the journal', async () => {
    const account = enabled.copy();
    await account.elsewhere(async (config) => {
      await deleteProvider(config);
      await createSameProvider(config);
    });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({ error: { code: 'PROVIDER_FOREIGN', aftermath: 'nothing was changed' } });
  });

  it('is told from ours without a look at its tags, which the journal makes needless for ours', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'ListTagsForResource', kind: 'access-denied', times: 'always' });
    expect((await account.run(ROLLBACK)).json()).toMatchObject({ rolledBack: true });
  });
});

describe.concurrent('rollback without a journal and without iot:ListTagsForResource', () => {
  it('names the way out, which works', async () => {
    const account = enabled.copy();
    forgetJournal(account);
    await account.fault({ operation: 'ListTagsForResource', kind: 'access-denied', times: 'always' });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: { code: 'AWS_ACCESS_DENIED', fix: expect.stringMatching(/certprov rollback .*--provider certprov$/) },
    });
    expect((await account.run([...ROLLBACK, '--provider', 'certprov'])).json()).toMatchObject({ rolledBack: true });
  });
});

describe.concurrent('a journal that was cut short', () => {
  it('is understood after every rollback that went on with it', async () => {
    const account = enabled.copy();
    account.journals().forEach((path) => appendFileSync(path, '{"at":"2026'));
    await account.run(ROLLBACK);
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).not.toContain('cannot be understood');
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});
