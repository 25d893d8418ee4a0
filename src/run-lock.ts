import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { CertprovError } from './errors.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly command: string;
}

/** A lock without an owner in it is half written; after so long nobody is writing it any more. */
const HALF_WRITTEN_MS = 10_000;

/**
 * One changing command at a time per account and Region on this machine. A lock whose process is gone is taken over;
 * one of another machine (a shared home folder) is left alone.
 */
export async function lockAccount(
  home: string,
  account: string,
  region: string,
  command: string,
  now: Date,
): Promise<() => Promise<void>> {
  const file = join(home, 'lock', `${account}-${region}`);
  const owner: Owner = { pid: process.pid, host: hostname(), since: now.toISOString(), command };
  const ours = JSON.stringify({ ...owner, id: randomUUID() });
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    for (let attempt = 0; !(await create(file, ours)); attempt += 1) {
      const held = await readFile(file, 'utf8').catch(whenGone);
      // Let go of just now: the next attempt gets it, or whoever was quicker has it.
      if (held === undefined && attempt < 3) continue;
      const isStale = held !== undefined && (isGone(ownerIn(held)) || (await isHalfWritten(file, held, now)));
      if (attempt >= 3 || !isStale || !(await setAside(file, held))) throw heldBy(file, ownerIn(held));
    }
  } catch (error) {
    if (error instanceof CertprovError) throw error;
    throw new CertprovError('STATE_UNWRITABLE', `the lock ${file} cannot be written: ${(error as Error).message}`, {
      fix: 'free the disk or set CERTPROV_HOME to a folder that can be written',
      cause: error,
    });
  }
  const releaseAtExit = (): void => {
    if (isStillOurs(file, ours)) rmSync(file, { force: true });
  };
  process.once('exit', releaseAtExit);
  return async () => {
    process.off('exit', releaseAtExit);
    if (isStillOurs(file, ours)) await rm(file, { force: true });
  };
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

/**
 * Two that take over at once both know the lock for stale: only the one that moved that very lock away goes on, and one
 * that moved the other's new lock puts it back.
 */
async function setAside(file: string, stale: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    whenGone(error);
    return true;
  }
  const isStale = (await readFile(aside, 'utf8')) === stale;
  if (isStale) await rm(aside, { force: true });
  else
    await link(aside, file).then(
      () => rm(aside, { force: true }),
      () => rename(aside, file),
    );
  return isStale;
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
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function heldBy(file: string, owner: Owner | undefined): CertprovError {
  const who = owner
    ? `certprov ${owner.command} (process ${owner.pid} on ${owner.host}, since ${owner.since})`
    : 'another certprov';
  return new CertprovError('STATE_LOCKED', `${who} is changing this account and Region`, {
    fix: `let it finish; if it is certainly gone, delete ${file}`,
  });
}
