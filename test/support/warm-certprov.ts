import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { CertprovRun, Document, RunOptions } from './certprov.ts';
import { documentOf } from './valid-document.ts';

const RUNNER = fileURLToPath(new URL('warm-runner.mjs', import.meta.url));
const idle: ChildProcess[] = [];

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly defect?: string;
}

/**
 * As `runCertprov`, in a process that has the program loaded already: most of a short command's time is that. What
 * counts on a process of its own (a terminal, a signal, standard input, options of Node) takes one.
 */
export async function warmCertprov(
  args: readonly string[],
  { home, env }: Omit<RunOptions, 'stdin'>,
): Promise<CertprovRun> {
  const child = idle.pop() ?? startRunner();
  const over = new AbortController();
  const answered = Promise.race([
    once(child, 'message', over).then(([message]) => message as Ended),
    once(child, 'exit', over).then(([code]): Ended => {
      throw new Error(`certprov ${args.join(' ')} ended its process: ${String(code)}`);
    }),
  ]);
  child.send({ args, home, env });
  const { exitCode, stdout, stderr, defect } = await answered;
  over.abort();
  idle.push(child);
  if (defect !== undefined) throw new Error(`certprov ${args.join(' ')}: ${defect}`);
  return { exitCode, signal: null, stdout, stderr, json: () => documentOf(stdout) as Document };
}

/** Ends when the tests' process does, which does not wait for it. */
function startRunner(): ChildProcess {
  const child = fork(RUNNER, [inject('installed')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.unref();
  child.channel?.unref();
  return child;
}
