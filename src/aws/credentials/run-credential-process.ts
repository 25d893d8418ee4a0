import { spawn, type ChildProcess } from 'node:child_process';

const MAX_BYTES = 1024 * 1024;

export interface ProcessEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface ProcessLimits {
  /** After this, `onSlow` is called once. */
  readonly noticeMs: number;
  readonly onSlow: () => void;
  /** After this, it is ended. */
  readonly limitMs: number;
}

export class ProcessTooSlow extends Error {}

/**
 * The `credential_process` of a profile, which is the operator's own command. It is started as the AWS CLI starts it:
 * split into words and without a shell, so that both get the same credentials. Nobody else's words are ever started.
 * certprov does it itself because the SDK forgets the exit code, and repeats the command line, which may hold a password.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export function runCredentialProcess(command: string, limits: ProcessLimits): Promise<ProcessEnd> {
  const [program = '', ...args] = splitWords(command);
  const child =
    process.platform === 'win32'
      ? spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
      : spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  return new Promise<ProcessEnd>((resolve, reject) => {
    const notice = setTimeout(limits.onSlow, limits.noticeMs);
    const limit = setTimeout(() => {
      letGo(child);
      reject(new ProcessTooSlow());
    }, limits.limitMs);
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ stdout: stdout(), stderr: stderr(), exitCode, signal }));
    child.once('error', () => [notice, limit].forEach(clearTimeout));
    child.once('close', () => [notice, limit].forEach(clearTimeout));
  });
}

/** Ends it, and waits neither for that nor for what it has started itself, which may hold its output open. */
function letGo(child: ChildProcess): void {
  child.kill();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref();
}

const KILL_AFTER_MS = 1_000;

/** No more than anybody reads; the rest is let go, so that the process is not held up. */
function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < MAX_BYTES) chunks.push(chunk);
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Words as a POSIX shell splits them: quotes, and a backslash outside single quotes. @throws when a quote is left open */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const escapes = char === '\\' && (quote === '' || (quote === '"' && /["\\]/.test(text[i + 1] ?? '')));
    if (escapes) word = (word ?? '') + (text[++i] ?? '');
    else if (quote === '' && (char === '"' || char === "'")) [quote, word] = [char, word ?? ''];
    else if (quote === char) quote = '';
    else if (quote === '' && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') throw new Error('a quote in it is not closed');
  return word === undefined ? words : [...words, word];
}
