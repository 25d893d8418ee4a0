import { linkSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CertprovError } from '../../errors.ts';
import { isErrno } from './write-file-atomically.ts';

/** What is done under a lock takes milliseconds; a lock this old belongs to a process that is stopped or gone. */
const STALE_MS = 10_000;
const GIVE_UP_MS = 30_000;

let ticket = 0;

/** Runs `critical` while no other process holds the lock file. The lock of a process that died is taken over. */
export async function withLock<T>(path: string, critical: () => T | Promise<T>): Promise<T> {
  // Linked into place, so that a lock file names its owner from its first moment on.
  const mine = `${path}.${process.pid}.${ticket++}`;
  const text = `${process.pid} ${new Date().toISOString()} ${mine}\n`;
  writeFileSync(mine, text, { mode: 0o600 });
  try {
    await acquire(path, mine);
    try {
      return await critical();
    } finally {
      if (readIfThere(path) === text) unlinkSync(path);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

async function acquire(path: string, mine: string): Promise<void> {
  const started = Date.now();
  for (let attempt = 0; !linkExclusively(mine, path); attempt += 1) {
    if (isStale(path) && removeStale(path, mine)) continue;
    if (Date.now() - started > GIVE_UP_MS) {
      throw new CertprovError('STATE_LOCKED', `the sandbox account is in use: ${path} is held by another process`, {
        fix: 'wait for the other certprov to end, or remove the file if none is running',
      });
    }
    await delay(Math.min(2 ** attempt, 16) * (0.5 + Math.random()));
  }
}

/** One process at a time may remove a stale lock, or two could remove each other's fresh one. */
function removeStale(path: string, mine: string): boolean {
  const guard = `${path}.takeover`;
  if (isOlderThan(guard, STALE_MS)) rmSync(guard, { force: true });
  if (!linkExclusively(mine, guard)) return false;
  try {
    if (isStale(path)) rmSync(path, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function linkExclusively(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

function isStale(path: string): boolean {
  const text = readIfThere(path);
  if (text === undefined) return false;
  const pid = Number.parseInt(text, 10);
  if (Number.isInteger(pid) && !isRunning(pid)) return true;
  return isOlderThan(path, STALE_MS);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isErrno(error, 'ESRCH');
  }
}

function isOlderThan(path: string, ms: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > ms;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
