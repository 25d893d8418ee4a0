import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { Account, PLACE } from '../e2e/account.ts';
import { warmCertprov } from '../support/warm-certprov.ts';
import { behindEvil, type Evil } from './hostile/evil-aws.ts';
import { expectHarmless } from './hostile/evil-text.ts';
import { COLUMNS, provesRow, type Column } from './hostile/rows.ts';

const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);

const INIT = ['init', '--yes', '--confirm', PLACE, '--no-canary'];
const COMMANDS: Readonly<Partial<Record<Column, readonly [start: Account, args: (account: Account) => string[]]>>> = {
  init: [seeded, () => INIT],
  'init, CA elsewhere': [seeded, () => [...INIT, '--ca-kind', 'kms', '--kms-key', 'alias/none']],
  'dry-run': [enabled, () => ['dry-run']],
  status: [enabled, () => ['status']],
  impact: [enabled, () => ['impact']],
  canary: [enabled, () => ['canary']],
  'rollback --all': [enabled, () => ['rollback', '--all', '--yes', '--wait', '0']],
  'device provision': [
    enabled,
    (account) =>
      [
        'device provision --template acme-sensors --trusted-user --out-dir'.split(' '),
        join(account.home, 'out'),
      ].flat(),
  ],
  'ca create': [
    seeded,
    (account) => ['ca create --yes --subject CN=Own --out'.split(' '), join(account.home, 'own.pem')].flat(),
  ],
};

async function run(column: Column, evil: Evil, json: readonly string[]): Promise<string> {
  const [start, args] = COMMANDS[column]!;
  const account = start.copy();
  const ended = await behindEvil(account, evil, (env) =>
    warmCertprov([...args(account), ...json], { home: account.home, env }),
  );
  if (evil === 'errors') expect(ended.exitCode).not.toBe(0);
  return expectHarmless(ended, json.length > 0);
}

const cellsFor = (evil: Evil) =>
  Object.fromEntries(
    COLUMNS.filter((column) => column in COMMANDS).map((column) => [
      column,
      { words: () => run(column, evil, []), document: () => run(column, evil, ['--json']) },
    ]),
  );

describe('an account whose answers act on a terminal', () => {
  const empty = 'asks nothing of AWS';
  provesRow({ row: 'escapes, bidi and forged lines in what people may write freely', cells: cellsFor('texts'), empty });
  provesRow({ row: 'the same in every text of every answer', cells: cellsFor('everything'), empty });
  provesRow({ row: 'the same in the words of a refusal', cells: cellsFor('errors'), empty });
});
