import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { documentOf } from './valid-document.ts';

export interface CertprovRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The document on standard output; throws when there is anything else on it. */
  json(): Document;
}

/** Enough of every document for the tests; the rest is matched as a whole. */
export interface Document {
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly fix?: string;
    readonly aftermath?: string;
    readonly exitCode: number;
    readonly details: Readonly<Record<string, unknown>>;
  };
  readonly [member: string]: unknown;
}

export interface RunOptions {
  readonly home: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  /** As whom, where this one may choose. */
  readonly uid?: number;
}

export interface StartedCertprov {
  readonly done: Promise<CertprovRun>;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
}

/** The built program as a process of its own, without a terminal and without anything of this machine's AWS set-up. */
export function startCertprov(
  args: readonly string[],
  { home, stdin = '', env = {}, uid }: RunOptions,
): StartedCertprov {
  const userHome = join(home, 'user');
  mkdirSync(userHome, { recursive: true });
  const child = spawn(process.execPath, [join(inject('installed'), 'bin', 'certprov.js'), ...args], {
    cwd: userHome,
    uid,
    env: {
      PATH: process.env['PATH'],
      HOME: userHome,
      USERPROFILE: userHome,
      CERTPROV_HOME: home,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A program that ends without reading its input closes the pipe.
  child.stdin.on('error', () => undefined).end(stdin);
  const done = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[exitCode, signal], stdout, stderr]: [unknown[], string, string]): CertprovRun => ({
      exitCode: exitCode as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout,
      stderr,
      json: () => documentOf(stdout) as Document,
    }),
  );
  return { done, pid: child.pid ?? -1, kill: (signal) => void child.kill(signal) };
}

export const runCertprov = (args: readonly string[], options: RunOptions): Promise<CertprovRun> =>
  startCertprov(args, options).done;
