import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../service.ts';
import type { AccountState } from './account-state.ts';
import { isErrno, writeFileAtomically } from './write-file-atomically.ts';

/** The account as it was before the last change: what a read may still answer with, AWS being eventually consistent. */
export class StaleState {
  readonly #path: string;
  readonly #store: Store;

  static pathIn(folder: string): string {
    return join(folder, 'before-last-change.json');
  }

  constructor(folder: string, store: Store) {
    this.#path = StaleState.pathIn(folder);
    this.#store = store;
  }

  /** To be called before each change, as long as somebody may ask for it. */
  async keep(): Promise<void> {
    writeFileAtomically(this.#path, await this.#store.read((state) => JSON.stringify(state)));
  }

  /** The newest state when nothing was changed since. */
  view(): Store {
    const kept = this.#kept();
    return kept === undefined ? this.#store : { ...this.#store, read: async (look) => look(kept) };
  }

  #kept(): AccountState | undefined {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8')) as AccountState;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    }
  }
}
