import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import { Account, mutating, ROLLBACK, ROLLBACK_ALL, UNATTENDED } from '../e2e/account.ts';
import { runCertprov, type CertprovRun } from '../support/certprov.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';

/** The folder with the journals and locks is not as certprov would have made it. */
const TABLE = 'State folder';

const IS_ROOT = process.geteuid?.() === 0;
/** Of a user that this system does not know. */
const UID = 42_424;

const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);

const COMMANDS = {
  init: { before: seeded, args: [...UNATTENDED, '--json'] },
  rollback: { before: enabled, args: ROLLBACK },
  'rollback --all': { before: enabled, args: ROLLBACK_ALL },
} as const;

type Run = (args: readonly string[]) => Promise<CertprovRun>;

/** What is wrong, how the command is run there, and what the operator does about it. */
interface Broken {
  readonly code: 'STATE_UNSAFE' | 'STATE_UNWRITABLE' | 'STATE_LOCKED';
  /** The path that an error has to name, where there is one. */
  readonly path?: string;
  readonly run: Run;
  readonly mend: () => void;
  /** How it is run after that, if otherwise. */
  readonly runMended?: Run;
}

const journalsOf = ({ home }: Account): string => join(home, 'journal', '000000000000-us-east-1');
const locksOf = ({ home }: Account): string => join(home, 'lock', '000000000000-us-east-1');
const as =
  (account: Account): Run =>
  (args) =>
    account.run(args);

function writable(account: Account, path: string, mode: number): Broken {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return { code: 'STATE_UNSAFE', path, run: as(account), mend: () => chmodSync(path, 0o700) };
}

/** Moved aside, and a link in its place. */
function linked(account: Account, path: string): Broken {
  const aside = join(account.home, 'aside');
  renameSync(path, aside);
  symlinkSync(aside, path);
  const mend = (): void => {
    rmSync(path);
    renameSync(aside, path);
  };
  return { code: 'STATE_UNSAFE', path, run: as(account), mend };
}

/** A link that somebody put where certprov would write. */
function planted(account: Account, path: string): Broken {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  symlinkSync(join(account.home, 'nowhere'), path);
  return { code: 'STATE_UNSAFE', path, run: as(account), mend: () => rmSync(path) };
}

function locked(account: Account, host: string): Broken {
  mkdirSync(locksOf(account), { recursive: true, mode: 0o700 });
  const last = Math.max(0, ...readdirSync(locksOf(account)).map(Number));
  const file = join(locksOf(account), String(last + 1));
  // This process is none of certprov, as one that has got the number of a certprov that is gone.
  writeFileSync(file, JSON.stringify({ pid: process.pid, host, since: 'long ago', command: 'init' }), { mode: 0o600 });
  return { code: 'STATE_LOCKED', path: file, run: as(account), mend: () => rmSync(file) };
}

/** Runs as a user who is held to modes, as root is not. */
function asUser(account: Account, env: NodeJS.ProcessEnv = {}): Run {
  if (!IS_ROOT) return (args) => account.run(args, { env });
  for (const folder of [inject('installed'), dirname(inject('installed')), inject('scratch')]) chmodSync(folder, 0o755);
  for (const name of readdirSync(account.home, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(account.home, name), UID, UID);
  chownSync(account.home, UID, UID);
  return (args) => account.run(args, { env, uid: UID });
}

const ROWS: Readonly<Record<string, (account: Account) => Broken>> = {
  'is a symbolic link': (account) => {
    const link = `${account.home}-link`;
    symlinkSync(account.home, link);
    // As it is named by a shell that completes it.
    const run = as(Account.at(`${link}/`));
    return { code: 'STATE_UNSAFE', path: link, run, mend: () => rmSync(link), runMended: as(account) };
  },
  'may be written by everybody': (account) => writable(account, account.home, 0o777),
  'may be written by its group': (account) => writable(account, account.home, 0o770),
  'has journals that everybody may write': (account) => writable(account, journalsOf(account), 0o733),
  'has locks that everybody may write': (account) => writable(account, locksOf(account), 0o722),
  'leads to its journals by a link': (account) => {
    mkdirSync(journalsOf(account), { recursive: true, mode: 0o700 });
    return linked(account, join(account.home, 'journal'));
  },
  'has a journal that is a link': (account) =>
    account.hasJournal()
      ? linked(account, account.journals()[0]!)
      : planted(account, join(journalsOf(account), 'planted.jsonl')),
  'has a lock that is a link': (account) => planted(account, join(locksOf(account), '9')),
  'has a lock of a process number that another program has now': (account) => locked(account, hostname()),
  'has a lock of another machine': (account) => locked(account, 'elsewhere'),
  'belongs to another user': (account) => {
    chownSync(account.home, UID, UID);
    return { code: 'STATE_UNSAFE', path: account.home, run: as(account), mend: () => chownSync(account.home, 0, 0) };
  },
  'cannot be written': (account) => {
    const folders = [join(account.home, 'lock'), ...(account.hasJournal() ? [locksOf(account)] : [])];
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o500);
    }
    const mend = (): void => folders.forEach((folder) => chmodSync(folder, 0o700));
    return { code: 'STATE_UNWRITABLE', run: asUser(account), mend };
  },
  'is where a file is': (account) => {
    const file = account.file('file', '');
    const run: Run = (args) => account.run(args, { env: { CERTPROV_HOME: join(file, 'state') } });
    return { code: 'STATE_UNWRITABLE', run, mend: () => rmSync(file), runMended: as(account) };
  },
  'is nowhere, for a user without a home': (account) => ({
    code: 'STATE_UNWRITABLE',
    run: asUser(account, { HOME: undefined, CERTPROV_HOME: undefined }),
    mend: () => undefined,
    runMended: asUser(account),
  }),
};

/** Only root may give files away, or be somebody whom the system does not know. */
const FOR_ROOT = ['belongs to another user', 'is nowhere, for a user without a home'];

/** The sandbox account is in the same folder. */
const NOT_THERE = ['is where a file is', 'is nowhere, for a user without a home'];

describe.concurrent('a state folder that', () => {
  for (const [row, breakIt] of Object.entries(ROWS)) {
    for (const [column, { before, args }] of Object.entries(COMMANDS)) {
      const place = { table: TABLE, row, column };
      if (FOR_ROOT.includes(row) && !IS_ROOT) leavesCellEmpty(place, 'for root');
      else
        provesCell({
          ...place,
          what: '',
          isShort: column === 'init',
          prove: () => proveStopped(before.copy(), breakIt, args),
        });
    }
  }

  for (const [row, breakIt] of Object.entries(ROWS)) {
    const place = { table: TABLE, row, column: 'status' };
    if (NOT_THERE.includes(row)) leavesCellEmpty(place, 'has no account to look at');
    else if (FOR_ROOT.includes(row) && !IS_ROOT) leavesCellEmpty(place, 'for root');
    else provesCell({ ...place, what: '', isShort: true, prove: () => proveLooks(enabled.copy(), breakIt) });
  }

  for (const column of [...Object.keys(COMMANDS), 'status']) {
    const place = { table: TABLE, row: 'is missing', column };
    if (column !== 'init') leavesCellEmpty(place, 'nothing is there');
    else provesCell({ ...place, what: '', isShort: true, prove: proveMade });
  }
});

async function proveStopped(
  account: Account,
  breakIt: (account: Account) => Broken,
  args: readonly string[],
): Promise<string> {
  const before = await account.snapshot();
  const { code, path = '', run, mend, runMended = run } = breakIt(account);
  const asked = await account.requestsOf(async () => {
    const stopped = await run(args);
    expect(stopped.exitCode, stopped.stderr).toBe(EXIT.failed);
    const { error } = stopped.json();
    expect(error).toMatchObject({ code, fix: expect.stringMatching(/\S/), aftermath: 'nothing was changed' });
    expect(`${error?.message} ${error?.fix}`).toContain(path);
  });
  expect(mutating(asked)).toEqual([]);
  expect(await account.snapshot()).toEqual(before);
  mend();
  const mended = await runMended(args);
  expect(mended.exitCode, mended.stderr).toBe(0);
  return `${code}, nothing changed; mended, it goes on`;
}

async function proveLooks(account: Account, breakIt: (account: Account) => Broken): Promise<string> {
  const { code, path = '', run } = breakIt(account);
  const status = await run(['status', '--sandbox', '--json']);
  expect(status.exitCode, status.stderr).toBe(0);
  expect(status.json()).toMatchObject({ signing: 'self-managed' });
  if (code !== 'STATE_UNSAFE') return 'looks all the same';
  // Nothing of it on standard output, which is the document's.
  expect(status.stderr.replaceAll(/\s+/g, '')).toContain(path);
  expect(status.stderr).toMatch(/^!\s/m);
  return 'warns, and looks all the same';
}

/** For its user alone. */
async function proveMade(): Promise<string> {
  const account = Account.at(join(inject('scratch'), 'not', 'there'));
  const run = await runCertprov(COMMANDS.init.args, { home: account.home });
  expect(run.exitCode, run.stderr).toBe(0);
  for (const path of [join(account.home, 'journal'), journalsOf(account), locksOf(account)])
    expect(modeOf(path), path).toBe(0o700);
  for (const path of account.journals()) expect(modeOf(path), path).toBe(0o600);
  return 'is made, for its user alone';
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;
