import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Accounts and Regions that there are journals of. */
export async function journaledPlaces(home: string): Promise<{ readonly account: string; readonly region: string }[]> {
  const names = await readdir(join(home, 'journal')).catch((): string[] => []);
  return names
    .toSorted()
    .map((name) => /^(\d{12})-(.+)$/.exec(name))
    .flatMap((match) => (match ? [{ account: match[1]!, region: match[2]! }] : []));
}

/** For the sandbox only, whose account can be made new: what was done to the old one is gone with it. */
export async function forgetAccount(home: string, account: string): Promise<void> {
  const folder = join(home, 'journal');
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names
      .filter((name) => name.startsWith(`${account}-`))
      .map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
}
