import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../support/run-program.mjs';

const PATIENCE_MS = 120_000;

/** A folder in which somebody types what a page says, and a shell that finds certprov and the programs of the CA. */
export function openShell({ account, executable, programs = {}, files = {}, env = {} }) {
  const folder = account.path('page');
  const bin = account.path('page-bin');
  for (const path of [folder, bin]) mkdirSync(path);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  // Whoever reads the page answers questions; here nobody sits.
  const certprov = `[ "$1" = init ] && set -- "$@" --json --yes --confirm 000000000000/us-east-1
[ "$1" = ca ] && set -- "$@" --yes
exec "${process.execPath}" "${executable}" "$@"`;
  for (const [name, script] of Object.entries({ certprov, ...programs })) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const shell = { ...account.env, ...env, PATH: `${bin}:${account.env['PATH']}` };
  return (commands) =>
    runProgram('bash', ['--norc', '-euo', 'pipefail', '-c', commands], {
      env: shell,
      cwd: folder,
      patienceMs: PATIENCE_MS,
    });
}
