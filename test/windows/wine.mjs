import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../interop/support/run-program.mjs';

const PATIENCE_MS = 150_000;

/** A Windows of its own, without a display; `end` leaves no process and no file of it. */
export async function startWine() {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-wine-'));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    WINEPREFIX: join(folder, 'prefix'),
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
  const end = async () => {
    await runProgram('wineserver', ['-k'], { env, patienceMs: 20_000 });
    rmSync(folder, { recursive: true, force: true });
  };
  let started = 0;
  /** Node's pipes fail under Wine: both outputs are files. */
  const start = (command, args) => {
    started += 1;
    const files = ['out', 'err'].map((name) => join(folder, `${started}.${name}`));
    const handles = files.map((file) => openSync(file, 'w'));
    const child = spawn(command, args, { env, cwd: folder, stdio: ['ignore', ...handles] });
    for (const handle of handles) closeSync(handle);
    const deadline = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    const ended = once(child, 'exit').then(([exitCode, signal]) => {
      clearTimeout(deadline);
      const [stdout, stderr] = files.map((file) => readFileSync(file, 'utf8'));
      return { exitCode: exitCode ?? signal, stdout, stderr };
    });
    return { ended, kill: () => child.kill('SIGKILL') };
  };
  const run = (command, args) => start(command, args).ended;
  /** What certprov keeps on this machine, by its path below the users' folders. */
  const stateFiles = () =>
    readdirSync(join(folder, 'prefix', 'drive_c', 'users'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => file.includes('/AppData/Local/certprov/'));
  return { folder, run, start, end, stateFiles };
}

/** Why there is no Wine; where this may install one with apt, it does. */
export async function whyNoWine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Wine runs programs for x64 on Linux here';
  if (await isThere()) return undefined;
  if (process.getuid() !== 0) return 'there is no Wine, and only root may install one';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'wine64', 'wine']]) {
    const ended = await runProgram('apt-get', ['-qq', ...args], { env, patienceMs: 180_000 }).catch(() => undefined);
    if (ended === undefined) return 'there is no Wine, and no apt-get that could install it';
  }
  return (await isThere()) ? undefined : 'Wine cannot be installed with apt-get';
}

const isThere = () =>
  Promise.all(['wine', 'wineboot', 'wineserver'].map((name) => runProgram('sh', ['-c', `command -v ${name}`]))).then(
    (answers) => answers.every(({ exitCode }) => exitCode === 0),
  );
