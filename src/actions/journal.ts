import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, readdir, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eachFile } from '../local/each-file.ts';
import { CertprovError } from '../errors.ts';
import { endsInLine, orClosed, syncFolder } from './journal-file.ts';
import { journalLine, readJournalLines, TORN_LINE_CLOSED } from './journal-lines.ts';
import type { Action } from './plan.ts';
import { isDate, isSwitchProof, type SwitchProof } from '../deployment/switch-proof.ts';

/**
 * What certprov did to an account, one append-only file per run. An action's intent is on disk (fsync) before its call
 * leaves, so that a process that died in between still answers: what may we have made, what may we delete, where do we
 * go on. No secret is ever written.
 */
export interface JournalRun {
  readonly runId: string;
  readonly account: string;
  readonly region: string;
  readonly startedAt: string;
  readonly file: string;
  readonly entries: readonly JournalEntry[];
  /** What became known of a switch, oldest first. */
  readonly proofs: readonly SwitchProof[];
}

/**
 * `started`: the call may have been made. `applied`: AWS confirmed it. `refused`: AWS certainly did not do it.
 * `undone` / `undo-failed`: what became of taking it back.
 */
export interface JournalEntry {
  readonly at: string;
  readonly index: number;
  readonly action: Action;
  readonly state: 'started' | 'applied' | 'refused' | 'undone' | 'undo-failed';
  readonly receipt?: unknown;
}

interface JournalHead {
  /** Before 2, lines had no checksum. */
  readonly certprov: 1 | 2;
  readonly runId: string;
  readonly account: string;
  readonly region: string;
  readonly startedAt: string;
  /** The operator went on although the rollback was denied to them, or nobody knew whether it was allowed. */
  readonly withoutWayBack?: string;
}

/** What a journal is kept by; a command's context has it. */
interface JournalKeeping {
  readonly home: string;
  readonly place: Pick<JournalHead, 'account' | 'region'>;
  readonly now: () => Date;
}

/** What the head of a journal says besides whose it is. */
type JournalRemarks = Pick<JournalHead, 'withoutWayBack'>;

const STATES: readonly string[] = ['started', 'applied', 'refused', 'undone', 'undo-failed'];

/** Windows has no such flag. */
const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

const folderOf = (home: string, account: string, region: string): string =>
  join(home, 'journal', `${account}-${region}`);

/** Sorts by time of creation, and tells two runs of one millisecond apart. */
export const newRunId = (now: Date): string =>
  `${now.toISOString().replace(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;

export class Journal {
  readonly runId: string;
  readonly file: string;
  readonly #handle: FileHandle;
  readonly #now: () => Date;
  /** The file may end in the middle of a line. */
  #isTorn: boolean;

  private constructor(runId: string, file: string, handle: FileHandle, now: () => Date, isTorn = false) {
    this.runId = runId;
    this.file = file;
    this.#handle = handle;
    this.#now = now;
    this.#isTorn = isTorn;
  }

  /** Creates the file and proves that it can be written; throws STATE_UNWRITABLE before anything was changed. */
  static async start(
    runId: string,
    { home, place: { account, region }, now }: JournalKeeping,
    remarks: JournalRemarks = {},
  ): Promise<Journal> {
    const file = join(folderOf(home, account, region), `${runId}.jsonl`);
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const handle = await open(
        file,
        constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND,
        0o600,
      );
      return await orClosed(handle, async () => {
        const journal = new Journal(runId, file, handle, now);
        const head: JournalHead = { certprov: 2, runId, account, region, startedAt: now().toISOString(), ...remarks };
        await journal.#append(head);
        await syncFolder(dirname(file));
        return journal;
      });
    } catch (cause) {
      throw unwritable(file, cause);
    }
  }

  /** Goes on with an earlier run's file, to record what became of its actions. */
  static async reopen(run: Pick<JournalRun, 'runId' | 'file'>, now: () => Date): Promise<Journal> {
    try {
      const handle = await open(run.file, constants.O_RDWR | constants.O_APPEND | NOFOLLOW);
      return await orClosed(
        handle,
        async () => new Journal(run.runId, run.file, handle, now, await endsInLine(handle)),
      );
    } catch (cause) {
      throw unwritable(run.file, cause);
    }
  }

  /** One more line in an earlier run's file. */
  static async add(
    run: Pick<JournalRun, 'runId' | 'file'>,
    now: () => Date,
    write: (journal: Journal) => Promise<void>,
  ): Promise<void> {
    const journal = await Journal.reopen(run, now);
    try {
      await write(journal);
    } finally {
      await journal.close();
    }
  }

  async record(index: number, action: Action, state: JournalEntry['state'], receipt?: unknown): Promise<void> {
    const more = receipt === undefined ? {} : { receipt };
    await this.#write({ at: this.#now().toISOString(), index, action, state, ...more } satisfies JournalEntry);
  }

  /** The state of a switch. */
  recordProof(proof: SwitchProof): Promise<void> {
    return this.#write(proof);
  }

  async #write(line: object): Promise<void> {
    try {
      await this.#append(line);
    } catch (cause) {
      throw unwritable(this.file, cause);
    }
  }

  async #append(line: object): Promise<void> {
    const closing = this.#isTorn ? `\n${TORN_LINE_CLOSED}\n` : '';
    this.#isTorn = true;
    // Unlike `write`, it goes on after a short write.
    await this.#handle.appendFile(`${closing}${journalLine(line)}\n`);
    this.#isTorn = false;
    await this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

const unwritable = (file: string, cause: unknown): CertprovError =>
  new CertprovError('STATE_UNWRITABLE', `the journal ${file} cannot be written: ${(cause as Error).message}`, {
    fix: 'free the disk or set CERTPROV_HOME to a folder that can be written',
    cause,
  });

/**
 * All runs of one account and Region, oldest first. A journal that cannot be read or understood is an error, or is
 * handed to `onCorrupt` by whoever can do without it.
 */
export async function readJournals(
  home: string,
  account: string,
  region: string,
  onCorrupt?: (error: CertprovError) => void,
): Promise<JournalRun[]> {
  const folder = folderOf(home, account, region);
  const tolerate = (error: unknown): undefined => {
    if (!onCorrupt || !(error instanceof CertprovError)) throw error;
    onCorrupt(error);
  };
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : tolerate(unreadable(`the journals in ${folder} cannot`, error)),
  );
  const files = (names ?? []).filter((name) => name.endsWith('.jsonl')).toSorted();
  const runs = await eachFile(files, (name) => readJournal(join(folder, name), { account, region }).catch(tolerate));
  return runs.filter((run) => run !== undefined);
}

const unreadable = (what: string, cause: Error): CertprovError =>
  new CertprovError('FILE_UNREADABLE', `${what} be read: ${cause.message}`, {
    fix: 'give this user the right to read it, or set CERTPROV_HOME',
    cause,
  });

async function readJournal(
  file: string,
  place: Pick<JournalHead, 'account' | 'region'>,
): Promise<JournalRun | undefined> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw unreadable(`the journal ${file} cannot`, error);
  });
  return parseJournal(text, file, place);
}

/** Throws JOURNAL_CORRUPT for what is not as it was written; `undefined` is a file without a whole line. */
export function parseJournal(
  text: string,
  file: string,
  { account, region }: Pick<JournalHead, 'account' | 'region'>,
): JournalRun | undefined {
  try {
    const [head, ...lines] = readJournalLines(text);
    if (head === undefined) return undefined;
    const proofs = lines.filter(isSwitchProof);
    const entries = lines.filter(isEntry);
    if (!isHead(head) || proofs.length + entries.length !== lines.length) {
      throw new Error('it was written by another version of certprov, or is not a journal');
    }
    if (head.account !== account || head.region !== region)
      throw new Error(`it is of account ${head.account}, Region ${head.region}`);
    return { ...head, file, entries, proofs };
  } catch (cause) {
    throw new CertprovError(
      'JOURNAL_CORRUPT',
      `the journal ${file} cannot be understood: ${(cause as Error).message}`,
      {
        fix: `move ${file} away; \`certprov rollback\` then goes by the tags that certprov left in the account`,
        cause,
      },
    );
  }
}

type Unread = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Unread => typeof value === 'object' && value !== null;

const isHead = (value: unknown): value is JournalHead =>
  isObject(value) && (value['certprov'] === 1 || value['certprov'] === 2) && typeof value['runId'] === 'string';

const isEntry = (value: unknown): value is JournalEntry =>
  isObject(value) &&
  Number.isInteger(value['index']) &&
  isDate(value['at']) &&
  STATES.includes(value['state'] as string) &&
  isObject(value['action']) &&
  typeof value['action']['kind'] === 'string' &&
  isObject(value['action']['args']);

export interface MadeAction {
  readonly runId: string;
  readonly file: string;
  readonly index: number;
  readonly action: Action;
  /** When it was last known to be applied or tried. */
  readonly at: string;
  readonly receipt: unknown;
}

/** What may exist because of certprov, newest first: started or applied, and neither refused nor taken back. */
export function stillMade(runs: readonly JournalRun[]): MadeAction[] {
  return runs.flatMap(madeInRun).toReversed();
}

function madeInRun(run: JournalRun): MadeAction[] {
  const last = new Map<number, JournalEntry>();
  for (const entry of run.entries) {
    const before = last.get(entry.index);
    last.set(
      entry.index,
      before?.receipt !== undefined && entry.receipt === undefined ? { ...entry, receipt: before.receipt } : entry,
    );
  }
  return [...last.entries()]
    .toSorted(([a], [b]) => a - b)
    .filter(([, entry]) => entry.state !== 'refused' && entry.state !== 'undone')
    .map(([index, entry]) => ({
      runId: run.runId,
      file: run.file,
      index,
      action: entry.action,
      at: entry.at,
      receipt: entry.receipt,
    }));
}
