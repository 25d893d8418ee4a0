import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { openStore } from '../../src/sandbox/state/open-store.ts';
import { Account, ROLLBACK, operationsOf, PLACE } from './account.ts';

const FAIR_WEATHER = `init --sandbox --yes --json --confirm ${PLACE} --function fair-weather-signer --ca`
  .split(' ')
  .concat('Acme Device CA P256');

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

/** The program as a process of its own that may have 256 files open, as on some systems it may by default. */
async function runLimited(account: Account, args: readonly string[]) {
  const program = join(inject('installed'), 'bin', 'certprov.js');
  const child = spawn('sh', ['-c', 'ulimit -n 256 && exec "$@"', 'sh', process.execPath, program, ...args], {
    env: { PATH: process.env['PATH'], HOME: account.home, CERTPROV_HOME: account.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, stdout, stderr };
}

/** As many journals as somebody has who has worked on an account for years. */
function withJournals(account: Account, count: number): Account {
  const [model] = account.journals();
  for (let i = 0; i < count; i += 1)
    copyFileSync(model!, join(dirname(model!), `20200101T000000${String(i).padStart(4, '0')}Z-00000000.jsonl`));
  return account;
}

describe.skipIf(process.platform === 'win32')('with 1,001 journals and 256 files', () => {
  it.each([
    ['rollback', () => enabled, ROLLBACK, 0],
    ['the return of init', () => seeded.copy(), FAIR_WEATHER, 3],
    ['status', () => enabled, ['status', '--sandbox', '--json'], 0],
    ['ca create', () => enabled, 'ca create --sandbox --plan --subject CN=A --json --out'.split(' '), 0],
  ])('%s reads them all', async (_what, from, args, exitCode) => {
    const account = withJournals(from() === enabled ? enabled.copy() : await journaled(), 1001);
    const out = args.at(-1) === '--out' ? [join(account.home, 'a.pem')] : [];
    const run = await runLimited(account, [...args, ...out]);
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stderr + run.stdout).not.toMatch(/EMFILE|too many open files|defect/i);
  });

  /** An account whose provider is gone, with a journal of it. */
  const journaled = (): Promise<Account> => enabled.after(['rollback', '--all', '--sandbox', '--yes', '--wait', '0']);
});

describe('an account with 5,000 functions and no journal', () => {
  it.each([
    ['rollback', ROLLBACK],
    ['rollback --all', [...ROLLBACK, '--all', '--wait', '0']],
  ])('has its provider deleted before anything is listed that this does not need: %s', async (_what, args) => {
    const account = enabled.withoutJournal();
    await openStore(join(account.home, 'sandbox')).change((state) => {
      const { functions } = state.regions['us-east-1']!.lambda;
      const model = functions['nightly-report']!;
      for (let i = 0; i < 5000; i += 1) functions[`many-${i}`] = { ...model, functionName: `many-${i}` };
    });
    const requests = await account.requestsOf(async () => {
      const run = await account.run(args);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.json()).toMatchObject({ rolledBack: true, signing: 'aws-managed' });
    });
    const operations = operationsOf(requests);
    expect(operations.slice(0, operations.indexOf('DeleteCertificateProvider'))).toEqual([
      'GetCallerIdentity',
      'ListCertificateProviders',
      'DescribeCertificateProvider',
      // Whose it is.
      'ListTagsForResource',
    ]);
    expect(operations).toContain('ListFunctions');
  });
});
