import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { CertprovError } from '../../src/errors.ts';
import { journalLine } from '../../src/actions/journal-lines.ts';
import { Journal, newRunId, parseJournal, readJournals, stillMade } from '../../src/actions/journal.ts';

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const KEPT = { place: { account: ACCOUNT, region: REGION }, now: () => new Date('2026-11-22T02:14:00Z') };
const { now } = KEPT;
const lineOf = (entry: object): string => `${journalLine(entry)}\n`;
const HEAD = lineOf({ certprov: 2, runId: 'x', account: ACCOUNT, region: REGION });
const role = { kind: 'iam:CreateRole', args: { roleName: 'r' } };
const fn = { kind: 'lambda:CreateFunction', args: { functionName: 'f' } };

describe('Journal', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(inject('scratch'), 'journal-'));
  });

  const start = (runId = newRunId(now())) => Journal.start(runId, { home, ...KEPT });
  const made = async () => stillMade(await readJournals(home, ACCOUNT, REGION)).map(({ action }) => action.kind);

  it('names what may exist, newest first: started and applied, not refused, not undone', async () => {
    const journal = await start();
    await journal.record(0, role, 'started');
    await journal.record(0, role, 'applied', { roleArn: 'arn:r' });
    await journal.record(1, fn, 'started');
    expect(await made()).toEqual(['lambda:CreateFunction', 'iam:CreateRole']);

    await journal.record(1, fn, 'refused');
    expect(await made()).toEqual(['iam:CreateRole']);
    await journal.record(0, role, 'undone');
    expect(await made()).toEqual([]);
  });

  it('keeps an action whose undo failed, with the receipt of its apply', async () => {
    const journal = await start();
    await journal.record(0, role, 'started');
    await journal.record(0, role, 'applied', { roleArn: 'arn:r' });
    await journal.record(0, role, 'undo-failed');
    const [left] = stillMade(await readJournals(home, ACCOUNT, REGION));
    expect(left).toMatchObject({ action: role, receipt: { roleArn: 'arn:r' } });
  });

  it('ignores a line that was cut short also when a rollback has gone on behind it, once or twice', async () => {
    const journal = await start();
    await journal.record(0, role, 'applied');
    await journal.record(1, fn, 'applied');
    await journal.close();
    for (const [index, action] of [role, fn].entries()) {
      await appendFile(journal.file, '{"at":"2026-11-22T02:1');
      const again = await Journal.reopen(journal, now);
      await again.record(index, action, 'undone');
      await again.close();
    }
    expect(await made()).toEqual([]);
    expect(await readFile(journal.file, 'utf8')).toMatch(/\n$/);
  });

  it('does not take the closing of one line for that of damage elsewhere', async () => {
    const journal = await start();
    await appendFile(journal.file, 'damage\n');
    await journal.record(0, role, 'applied');
    await appendFile(journal.file, '{"at":"2026-11-22T02:1');
    const again = await Journal.reopen(journal, now);
    await again.record(0, role, 'undone');
    await expect(made()).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
  });

  it('is readable by its owner only', async () => {
    const journal = await start();
    const { mode } = await stat(journal.file);
    expect(mode & 0o777).toBe(process.platform === 'win32' ? mode & 0o777 : 0o600);
  });

  it('ignores a last line that a crash cut short', async () => {
    const journal = await start();
    await journal.record(0, role, 'started');
    await appendFile(journal.file, '{"at":"2026-11-22T02:1');
    expect(await made()).toEqual(['iam:CreateRole']);
  });

  // Each is a file that cannot be written in another place; a warning of Node's on standard error would tell of it later.
  it.skipIf(!existsSync('/proc/self/fd'))('leaves no file open that it could not write to', async () => {
    const opened = (): string[] =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          const target = readlinkSync(`/proc/self/fd/${fd}`);
          return target === '/dev/full' || target.startsWith(home) ? [target] : [];
        } catch {
          return [];
        }
      });
    const notNow = () => new Date(Number.NaN);
    await expect(Journal.start('a', { home, ...KEPT, now: notNow })).rejects.toMatchObject({
      code: 'STATE_UNWRITABLE',
    });
    const full = { runId: 'a', file: '/dev/full' };
    const added = Journal.add(full, now, (journal) => journal.record(0, role, 'undone'));
    await expect(added).rejects.toMatchObject({ code: 'STATE_UNWRITABLE' });
    expect(opened()).toEqual([]);
  });

  it('goes on in the same file when a rollback reopens it', async () => {
    const journal = await start();
    await journal.record(0, role, 'applied');
    await journal.close();
    const again = await Journal.reopen(journal, now);
    await again.record(0, role, 'undone');
    expect(await made()).toEqual([]);
    expect((await readFile(journal.file, 'utf8')).trim().split('\n')).toHaveLength(3);
  });

  const entry = (fields: object): string =>
    HEAD + lineOf({ at: '2026-11-22', index: 0, action: { kind: 'k', args: {} }, state: 'applied', ...fields });

  it('reads and goes on with a journal of a certprov that knew no checksums', async () => {
    const journal = await start();
    await journal.record(0, role, 'applied');
    await journal.close();
    const lines = (await readFile(journal.file, 'utf8')).replaceAll(/,"crc32":"\w+"\}/g, '}');
    await writeFile(journal.file, lines.replace('{"certprov":2', '{"certprov":1'));
    expect(await made()).toEqual(['iam:CreateRole']);
    const again = await Journal.reopen(journal, now);
    await again.record(0, role, 'undone');
    expect(await made()).toEqual([]);
  });

  it.each([
    ['a damaged line in the middle', `${HEAD}{"at":\n${lineOf({ a: 1 })}`],
    ['a line without its checksum', `${HEAD}{"at":"2026-11-22","index":0}\n`],
    ['a file of something else', '{"hello":1}\n{"world":2}\n'],
    ['a line of something else', `${HEAD}${lineOf({ hello: 1 })}`],
    ['an action without args', entry({ action: { kind: 'k' } })],
    ['a time that is none', entry({ at: 'later' })],
    ['an unknown state', entry({ state: 'done' })],
    ['a journal of a later version', lineOf({ certprov: 3, runId: 'x', account: ACCOUNT, region: REGION })],
    ['a journal of another account', lineOf({ certprov: 2, runId: 'x', account: '111122223333', region: REGION })],
  ])('refuses %s and says which file', async (_case, text) => {
    const journal = await start();
    await writeFile(journal.file, text);
    const error = await readJournals(home, ACCOUNT, REGION).catch((e: unknown) => e as CertprovError);
    expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT' });
    expect((error as CertprovError).message).toContain(journal.file);
  });

  it.each([
    ['a folder that is named like a journal', () => mkdir(join(home, 'journal', `${ACCOUNT}-${REGION}`, 'x.jsonl'))],
    [
      'a file in the place of the folder',
      async () => {
        await rm(join(home, 'journal'), { recursive: true });
        await writeFile(join(home, 'journal'), '');
      },
    ],
  ])('hands %s to who can do without', async (_case, spoil: () => Promise<unknown>) => {
    await start();
    await spoil();
    await expect(readJournals(home, ACCOUNT, REGION)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    const errors: CertprovError[] = [];
    await readJournals(home, ACCOUNT, REGION, (error) => errors.push(error));
    expect(errors).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  });

  it('keeps the states of a switch beside its actions, each line with its checksum', async () => {
    const journal = await start();
    const proof = {
      at: now().toISOString(),
      proof: 'proven',
      provider: { name: 'certprov', lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f' },
      by: 'arn:aws:iam::000000000000:user/operator',
      serialNumber: '4a',
    } as const;
    await journal.record(0, role, 'applied');
    await journal.recordProof(proof);
    const [run] = await readJournals(home, ACCOUNT, REGION);
    expect(run).toMatchObject({ entries: [{ action: role }], proofs: [proof] });
    expect(stillMade([run!]).map(({ action }) => action)).toEqual([role]);
    const text = await readFile(journal.file, 'utf8');
    const place = { account: ACCOUNT, region: REGION };
    expect(() => parseJournal(text.replace('"proven"', '"refused"'), 'x.jsonl', place)).toThrow(
      'not as certprov wrote',
    );
  });

  it('does not understand a state of a switch that it does not know', async () => {
    const journal = await start();
    // @ts-expect-error -- what a later version may write
    await journal.recordProof({ at: now().toISOString(), proof: 'doubted', provider: { name: 'certprov' }, by: '' });
    await expect(readJournals(home, ACCOUNT, REGION)).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
  });

  it('refuses to start where it cannot write, before anything was done', async () => {
    await writeFile(join(home, 'journal'), 'a file stands in the way');
    await expect(start()).rejects.toMatchObject({ code: 'STATE_UNWRITABLE' });
  });

  it('never starts twice in one file', async () => {
    await start('same');
    await expect(start('same')).rejects.toMatchObject({ code: 'STATE_UNWRITABLE' });
  });

  it('keeps accounts and Regions apart', async () => {
    const journal = await start();
    await journal.record(0, role, 'applied');
    expect(await readJournals(home, ACCOUNT, 'eu-west-1')).toEqual([]);
    expect(await readJournals(home, '111122223333', REGION)).toEqual([]);
  });
});

describe('a journal that a disk has changed', () => {
  const KINDS = ['iam:CreateRole', 'lambda:CreateFunction', 'iot:CreateCertificateProvider'];
  let bytes: Buffer;
  /** What the journal said behind each of its lines. */
  let history: string[];

  const madeIn = (text: Buffer): string => {
    const run = parseJournal(text.toString('utf8'), 'x.jsonl', { account: ACCOUNT, region: REGION });
    return JSON.stringify(stillMade(run ? [run] : []));
  };

  beforeAll(async () => {
    const home = await mkdtemp(join(inject('scratch'), 'journal-'));
    const journal = await Journal.start(newRunId(now()), { home, ...KEPT });
    const read = async (): Promise<string> => madeIn(await readFile(journal.file));
    history = ['[]', await read()];
    for (const [state, receipt] of [['started'], ['applied', { arn: 'arn:März' }], ['undone']] as const) {
      for (const [index, kind] of KINDS.entries()) {
        await journal.record(index, { kind, args: { name: `certprov-${index}` } }, state, receipt);
        history.push(await read());
      }
    }
    await journal.close();
    bytes = await readFile(journal.file);
    await rm(home, { recursive: true });
  });

  it('tells an earlier state wherever it ends', () => {
    for (let end = 0; end < bytes.length; end += 1) {
      // A line that lacks no more than its newline was written.
      const lines = bytes.subarray(0, end).toString('latin1').split('}\n').length - (bytes[end] === 0x0a ? 0 : 1);
      expect(madeIn(bytes.subarray(0, end)), `cut at byte ${end}`).toBe(history[lines]);
    }
  });

  it.each([0x01, 0x20, 0x80])('is refused with any byte changed by %i', (mask) => {
    const read = (text: Buffer): string => {
      try {
        return madeIn(text);
      } catch (error) {
        const { code, fix } = error as CertprovError;
        return `${code}, ${typeof fix}`;
      }
    };
    const told: number[] = [];
    for (const [place, byte] of bytes.entries()) {
      const damaged = Buffer.from(bytes);
      damaged[place] = byte ^ mask;
      const said = read(damaged);
      expect([history.at(-2), 'JOURNAL_CORRUPT, string'], `byte ${place}`).toContain(said);
      if (said.startsWith('[')) told.push(place);
    }
    // Without its end, the last line counts as cut short.
    expect(told).toEqual([bytes.length - 1]);
  });
});
