import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './state/lock.ts';
import type { AccountStore } from './state/open-store.ts';

const markOf = (folder: string): string => join(folder, 'seeded');

/** Seeds an account that was never seeded. One whose seeding was cut short starts again from nothing. */
export async function seedOnce(folder: string, store: AccountStore, seed: () => Promise<void>): Promise<void> {
  if (existsSync(markOf(folder))) return;
  await withLock(join(folder, 'seed.lock'), async () => {
    if (existsSync(markOf(folder))) return;
    await store.clear();
    await seed();
    writeFileSync(markOf(folder), '', { mode: 0o600 });
  });
}

/** From now on the account counts as new. */
export function forgetSeeding(folder: string): void {
  rmSync(markOf(folder), { force: true });
}
