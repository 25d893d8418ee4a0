import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Account } from '../../e2e/account.ts';
import type { CertprovRun, Document } from '../../support/certprov.ts';

const RUNNER = fileURLToPath(new URL('warm-runner.mjs', import.meta.url));
const idle: ChildProcess[] = [];

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly defect?: string;
}

/** As `account.run`, in a process that has the program loaded already: most of a short command's time is that. */
export async function warmCertprov(
  account: Account,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CertprovRun> {
  const child = idle.pop() ?? fork(RUNNER, [inject('installed')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const answered = Promise.race([
    once(child, 'message').then(([message]) => message as Ended),
    once(child, 'exit').then(([code]): Ended => {
      throw new Error(`certprov ${args.join(' ')} ended its process: ${String(code)}`);
    }),
  ]);
  child.send({ args, home: account.home, env });
  const { exitCode, stdout, stderr, defect } = await answered;
  idle.push(child);
  if (defect !== undefined) throw new Error(`certprov ${args.join(' ')}: ${defect}`);
  return { exitCode, signal: null, stdout, stderr, json: () => JSON.parse(stdout) as Document };
}

/** At the end of a suite. */
export function endWarmCertprov(): void {
  for (const child of idle.splice(0)) child.kill();
}
