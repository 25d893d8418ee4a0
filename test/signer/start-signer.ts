import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT =
  "import('./index.mjs').then((m) => console.log(typeof m.handler, Object.keys(m)), (e) => console.log(e.name, e.message))";

/** What a built signer says when Node loads it, alone in its folder: what it exports, or why it does not start. */
export function startSigner(code: Buffer | string, env: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-signer-'));
  try {
    writeFileSync(join(folder, 'index.mjs'), code);
    const args = ['--input-type=module', '-e', SCRIPT];
    return spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
