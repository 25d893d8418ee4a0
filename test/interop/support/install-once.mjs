import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../.cache/interop', import.meta.url));

const installations = new Map();
let last = Promise.resolve();

/**
 * The folder of the cache that `make` fills, once and for all. It is filled under another name, so that neither an
 * installation that was cut short nor one that runs at the same time is ever met half done.
 */
export function installOnce(name, make) {
  const folder = join(CACHE, name);
  if (!installations.has(folder)) installations.set(folder, install(folder, make));
  return installations.get(folder);
}

async function install(folder, make) {
  if (isComplete(folder)) return folder;
  // One after the other: each of them keeps every core busy.
  const turn = last.then(() => fill(folder, make));
  last = turn.catch(() => undefined);
  return turn;
}

async function fill(folder, make) {
  removeAbandoned(folder);
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await make(draft);
    writeFileSync(join(draft, 'complete'), '');
    publish(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function publish(draft, folder) {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    // Either somebody else was faster, with the same content, or somebody has been here by hand.
    if (isComplete(folder)) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  }
}

/** What programs left behind that are no more. */
function removeAbandoned(folder) {
  if (!existsSync(dirname(folder))) return;
  for (const name of readdirSync(dirname(folder))) {
    const draft = join(dirname(folder), name);
    if (name.startsWith(`${basename(folder)}.`) && !isAlive(Number(name.split('.').at(-1))))
      rmSync(draft, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const isComplete = (folder) => existsSync(join(folder, 'complete'));
