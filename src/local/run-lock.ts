import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { assertStateSafe } from './assert-state-safe.ts';
import { CertprovError } from '../errors.ts';

/** One run of a command that changes. */
interface Run {
  /** The folder of certprov's state. */
  readonly home: string;
  readonly command: string;
  readonly now: Date;
  /** Told who was cut off, when their lock is taken over. */
  readonly onTakenOver?: (who: string) => void;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly command: string;
}

/** A lock without an owner in it is half written; after so long nobody is writing it any more. */
const HALF_WRITTEN_MS = 10_000;

/** How often it looks again when others take or let go of the lock meanwhile. */
const ATTEMPTS = 4;

/** What a lock says once it was let go of. */
const RELEASED = 'released';

/**
 * One changing command at a time per account and Region on this machine. A lock whose process is gone is taken over;
 * one of another machine (a shared home folder) is left alone.
 *
 * A lock is a numbered file. The highest number counts and is never deleted: to take over from one that was let go of,
 * or whose process is gone, is to create the next number, which only one can. (One file moved away and put back let two
 * in when three came at once.)
 */
export async function lockAccount(
  { account, region }: { readonly account: string; readonly region: string },
  run: Run,
): Promise<() => void> {
  const { home, command, now } = run;
  await assertStateSafe(home, account, region);
  const folder = join(home, 'lock', `${account}-${region}`);
  const owner: Owner = { pid: process.pid, host: hostname(), since: now.toISOString(), command };
  const ours = JSON.stringify({ ...owner, id: randomUUID() });
  let file: string;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    file = await takeNext(folder, ours, run);
  } catch (error) {
    if (error instanceof CertprovError) throw error;
    throw new CertprovError(
      'STATE_UNWRITABLE',
      `the lock in ${folder} cannot be written: ${(error as Error).message}`,
      {
        fix: 'free the disk or set CERTPROV_HOME to a folder that can be written',
        cause: error,
      },
    );
  }
  const release = (): void => {
    try {
      if (isStillOurs(file, ours)) writeFileSync(file, RELEASED);
    } catch {
      // What was done is done, also on a full disk: this process is gone soon, and its lock is then free.
    }
  };
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

async function takeNext(folder: string, ours: string, { now, onTakenOver }: Run): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const last = (await numbersIn(folder)).at(-1) ?? 0;
    const lastFile = join(folder, String(last));
    const held = last === 0 ? RELEASED : await readFile(lastFile, 'utf8').catch(whenGone);
    const isFree =
      held === RELEASED ||
      (held !== undefined && (isGone(ownerIn(held)) || (await isHalfWritten(lastFile, held, now))));
    if (isFree) {
      const next = join(folder, String(last + 1));
      if (await create(next, ours)) {
        const numbers = await numbersIn(folder);
        if (numbers.at(-1) === last + 1) {
          // The one before stays, so that a listing made meanwhile cannot miss both.
          await Promise.all(
            numbers.filter((one) => one < last).map((one) => rm(join(folder, String(one)), { force: true })),
          );
          if (held !== RELEASED) onTakenOver?.(describe(ownerIn(held)));
          return next;
        }
        // Others took over and let go while this one slept: its number is an old one.
        await rm(next, { force: true });
      }
    } else if (held !== undefined) throw heldBy(lastFile, ownerIn(held));
    if (attempt >= ATTEMPTS) throw heldBy(lastFile, ownerIn(held));
  }
}

async function numbersIn(folder: string): Promise<number[]> {
  return (await readdir(folder))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** Writes it aside and links it into place, so that the lock is never seen without its owner. False: there is one. */
async function create(file: string, content: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, content, { flag: 'wx', mode: 0o600 });
    await link(aside, file).catch((error: NodeJS.ErrnoException) => {
      // A file system without links.
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(error.code ?? '')) throw error;
      return writeFile(file, content, { flag: 'wx', mode: 0o600 });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function whenGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function isStillOurs(file: string, ours: string): boolean {
  try {
    return readFileSync(file, 'utf8') === ours;
  } catch {
    return false;
  }
}

function ownerIn(held: string | undefined): Owner | undefined {
  try {
    const owner = JSON.parse(held ?? '') as Partial<Owner> | null;
    return typeof owner?.host === 'string' && typeof owner.pid === 'number' ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

async function isHalfWritten(file: string, held: string, now: Date): Promise<boolean> {
  if (ownerIn(held)) return false;
  const status = await stat(file).catch(whenGone);
  return status !== undefined && now.getTime() - status.mtimeMs > HALF_WRITTEN_MS;
}

function isGone(owner: Owner | undefined): boolean {
  if (!owner || owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
    return isZombie(owner.pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Ended, and nobody has asked how: so it stays in a container whose first process is not made for that. Linux only. */
function isZombie(pid: number): boolean {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name, which may have brackets and spaces of its own. @see proc_pid_stat(5)
    return /^\) [ZX]/.test(line.slice(line.lastIndexOf(')')));
  } catch {
    return false;
  }
}

const describe = (owner: Owner | undefined): string =>
  owner
    ? `certprov ${owner.command} (process ${owner.pid} on ${owner.host}, since ${owner.since})`
    : 'another certprov';

function heldBy(file: string, owner: Owner | undefined): CertprovError {
  return new CertprovError('STATE_LOCKED', `${describe(owner)} is changing this account and Region`, {
    fix: `let it finish; if it is certainly gone, delete ${file}`,
  });
}
