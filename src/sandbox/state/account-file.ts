import {
  closeSync,
  ftruncateSync,
  fstatSync,
  openSync,
  readFileSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { CertprovError } from '../../errors.ts';
import { emptyIamState } from '../iam/state.ts';
import type { AccountState } from './account-state.ts';
import { applyPatch, type Patch } from './draft.ts';
import { isErrno, writeFileAtomically } from './write-file-atomically.ts';

/** Rewriting the whole state pays off when its list of changes has grown past this, or past twice the state. */
const COMPACT_BYTES = 512 * 1024;

interface StateFile {
  readonly generation: string;
  readonly account: AccountState;
}

export const emptyAccount = (): AccountState => ({ version: 1, iam: emptyIamState(), regions: {} });

/**
 * The account on disk: `state.json`, and beside it the changes made since it was written, one JSON line each. So a
 * change costs what it changed, not the size of the account. The changes' file carries the generation of the state it
 * continues: replacing `state.json` makes both old at once. Whoever writes holds the lock.
 */
export class AccountFile {
  readonly #folder: string;
  readonly #path: string;
  #account = emptyAccount();
  #generation = '';
  #identity = '';
  #stateBytes = 0;
  #appliedBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, 'state.json');
  }

  get account(): AccountState {
    return this.#account;
  }

  exists(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false }) !== undefined;
  }

  /** Brings the memory up to what is on disk; reads only what is new. */
  refresh(): void {
    for (;;) {
      this.#reloadIfReplaced();
      if (this.#generation === '' || this.#applyNewChanges()) return;
    }
  }

  /** The change is in memory already. If this fails, none of it is on disk. */
  append(patch: Patch): void {
    if (this.#generation === '') {
      this.replace(this.#account);
      return;
    }
    const line = Buffer.from(`${JSON.stringify(patch)}\n`);
    const file = openSync(this.#changesPath(), 'a', 0o600);
    try {
      // What follows the last whole line is a write that was cut short when its process was killed.
      if (fstatSync(file).size > this.#appliedBytes) ftruncateSync(file, this.#appliedBytes);
      writeSync(file, line);
    } finally {
      closeSync(file);
    }
    this.#appliedBytes += line.length;
    if (this.#appliedBytes > Math.max(COMPACT_BYTES, 2 * this.#stateBytes)) this.#compact();
  }

  #compact(): void {
    try {
      this.replace(this.#account);
    } catch {
      // The change itself is safe in the list of changes; the next one tries again.
      this.forget();
    }
  }

  replace(account: AccountState): void {
    const generation = randomBytes(6).toString('hex');
    const text = JSON.stringify({ generation, account } satisfies StateFile);
    writeFileAtomically(this.#path, text);
    this.#account = account;
    this.#generation = generation;
    this.#identity = this.#identityOnDisk();
    this.#stateBytes = text.length;
    this.#appliedBytes = 0;
    for (const name of readdirSync(this.#folder)) {
      if (name.startsWith('changes-') && name !== basename(this.#changesPath()))
        rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** Memory may differ from the disk after a failed write: read everything again next time. */
  forget(): void {
    this.#identity = '';
  }

  #changesPath(): string {
    return join(this.#folder, `changes-${this.#generation}.jsonl`);
  }

  #identityOnDisk(): string {
    const stats = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? 'none' : `${stats.ino} ${stats.mtimeNs} ${stats.size}`;
  }

  #reloadIfReplaced(): void {
    const identity = this.#identityOnDisk();
    if (identity === this.#identity) return;
    this.#account = emptyAccount();
    this.#generation = '';
    this.#appliedBytes = 0;
    if (identity !== 'none') {
      const text = readFileSync(this.#path, 'utf8');
      const { generation, account } = this.#parse(text);
      this.#account = account;
      this.#generation = generation;
      this.#stateBytes = text.length;
    }
    this.#identity = identity;
  }

  #parse(text: string): StateFile {
    try {
      const file = JSON.parse(text) as Partial<StateFile>;
      const { generation, account } = file;
      if (typeof generation !== 'string' || account?.version !== 1 || !account.iam || !account.regions)
        throw new Error('it is not a sandbox account');
      return { generation, account };
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }

  /** False when the state was replaced meanwhile, so that the changes belong to one that is gone. */
  #applyNewChanges(): boolean {
    const size = statSync(this.#changesPath(), { throwIfNoEntry: false })?.size ?? 0;
    if (size > this.#appliedBytes) {
      const bytes = this.#readChanges(size);
      if (bytes === undefined) return false;
      const end = bytes.lastIndexOf(0x0a) + 1;
      try {
        for (const line of bytes.toString('utf8', 0, end).split('\n')) {
          if (line !== '') applyPatch(this.#account, JSON.parse(line) as Patch);
        }
      } catch (error) {
        this.forget();
        throw unreadable(this.#changesPath(), error);
      }
      this.#appliedBytes += end;
    }
    return this.#identityOnDisk() === this.#identity;
  }

  #readChanges(size: number): Buffer | undefined {
    try {
      const file = openSync(this.#changesPath(), 'r');
      try {
        const bytes = Buffer.alloc(size - this.#appliedBytes);
        return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, this.#appliedBytes));
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    }
  }
}

const unreadable = (path: string, cause: unknown): CertprovError =>
  new CertprovError(
    'FILE_UNREADABLE',
    `the sandbox account cannot be read: ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      fix: 'start over: `certprov sandbox reset`',
      cause,
    },
  );
