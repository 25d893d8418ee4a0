import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Content = string | Buffer;

/** Runs the `openssl` of the machine, with the input on standard input; what it prints on both channels. */
export function openssl(
  args: readonly string[],
  input: Content = '',
): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('openssl', args, { input });
  return { status, text: `${stdout.toString()}${stderr.toString()}` };
}

/** For making things: fails the test when `openssl` does. */
export const opensslOutput = (args: readonly string[], input: Content = ''): Buffer =>
  execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'pipe'] });

/** For the many options that take a file only. */
export function withFile<T>(content: Content, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-test-'));
  try {
    writeFileSync(join(folder, 'file'), content);
    return use(join(folder, 'file'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
