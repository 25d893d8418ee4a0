import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertprovError } from '../../errors.ts';
import type { Store } from '../service.ts';
import { AccountFile, emptyAccount } from './account-file.ts';
import type { AccountState } from './account-state.ts';
import { createDraft } from './draft.ts';
import { withLock } from './lock.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** The account in a folder; more than one process may have it open. */
export interface AccountStore extends Store {
  /** Throws the whole account away, also one that cannot be read. */
  clear(): Promise<void>;
}

export function openStore(folder: string): AccountStore {
  const scratch = join(folder, 'scratch');
  const blobs = join(folder, 'blobs');
  for (const path of [folder, scratch, blobs]) makeFolder(path);
  const lock = join(folder, 'lock');
  const file = new AccountFile(folder);

  return {
    scratch,

    async read(look) {
      file.refresh();
      // Frozen, so that looking at a Region that was never used cannot add it.
      return look({ ...file.account, regions: Object.freeze({ ...file.account.regions }) });
    },

    change: (edit) => withLock(lock, () => changeAccount(file, edit)),

    clear: () =>
      withLock(lock, () => {
        file.replace(emptyAccount());
        removeAll(blobs);
        removeAll(scratch);
      }),

    async putBlob(bytes) {
      const name = createHash('sha256').update(bytes).digest('hex');
      const path = join(blobs, name);
      if (!existsSync(path)) {
        makeFolder(blobs);
        writeFileAtomically(path, bytes);
      }
      return name;
    },

    async getBlob(sha256Hex) {
      if (!/^[0-9a-f]{64}$/.test(sha256Hex)) throw new TypeError(`not the name of a blob: ${sha256Hex}`);
      return await readFile(join(blobs, sha256Hex));
    },
  };
}

function changeAccount<T>(file: AccountFile, edit: (state: AccountState) => T): T {
  file.refresh();
  const draft = createDraft(file.account);
  try {
    const result = draft.original(edit(draft.root));
    const patch = draft.patch();
    if (patch !== undefined) append(file, patch);
    return result;
  } catch (error) {
    draft.revert();
    throw error;
  } finally {
    draft.close();
  }
}

function append(file: AccountFile, patch: Parameters<AccountFile['append']>[0]): void {
  try {
    file.append(patch);
  } catch (error) {
    file.forget();
    throw new CertprovError(
      'STATE_UNWRITABLE',
      `the sandbox account cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

function removeAll(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CertprovError('STATE_UNWRITABLE', `the sandbox account's folder cannot be made: ${path}`, {
      fix: 'set CERTPROV_HOME to a folder that you may write',
      cause: error,
    });
  }
}
