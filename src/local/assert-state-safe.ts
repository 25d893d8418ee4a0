import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CertprovError } from '../errors.ts';

/** Write permission of the group and of others. */
const WRITABLE_BY_OTHERS = 0o022;
const ROOT = 0;

/**
 * What a changing command trusts or writes to below the state folder: whoever else could write there could tell certprov
 * what it has made, or have it write somewhere else. Above the state folder, links are everybody's own affair. Windows
 * has neither owners nor modes of this kind; a folder of a user profile is closed to others there.
 */
export async function assertStateSafe(home: string, account: string, region: string): Promise<void> {
  const place = `${account}-${region}`;
  const folders = [
    '',
    'answers',
    join('answers', place),
    'authorities',
    'journal',
    join('journal', place),
    'lock',
    join('lock', place),
  ];
  for (const folder of folders) {
    // A slash at its end would have the link followed instead of looked at.
    const path = resolve(home, folder);
    await assertSafe(path, folder === '');
    if (folder.endsWith(place)) for (const name of await namesIn(path)) await assertSafe(join(path, name));
  }
}

/** What is not there yet, certprov makes for its user alone. */
async function assertSafe(path: string, isHome = false): Promise<void> {
  const status = await lstat(path).catch(whenAbsent);
  if (!status) return;
  if (status.isSymbolicLink()) {
    const target = await realpath(path).catch(() => undefined);
    throw unsafe(
      `${path} is a symbolic link`,
      isHome && target !== undefined
        ? `if you trust where it leads, name that itself: CERTPROV_HOME=${quoted(target)}`
        : 'remove the link, or put in its place what it leads to',
    );
  }
  const user = process.geteuid?.();
  if (user === undefined) return;
  if (status.uid !== user && status.uid !== ROOT)
    throw unsafe(
      `${path} belongs to another user (${status.uid}; this is ${user})`,
      'run certprov as that user, or set CERTPROV_HOME to a folder of your own',
    );
  if ((status.mode & WRITABLE_BY_OTHERS) !== 0)
    throw unsafe(`others may write to ${path}`, `look whether it is as you left it, then: chmod go-w ${quoted(path)}`);
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** What cannot be looked at cannot be written either, and the one who writes says why. */
const whenAbsent = (): undefined => undefined;

/** As one word of a shell. */
const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`;

const unsafe = (message: string, fix: string): CertprovError =>
  new CertprovError('STATE_UNSAFE', `${message}: somebody else could change what certprov goes by`, { fix });
