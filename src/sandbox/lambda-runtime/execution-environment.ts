import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { assetPath } from '../../local/package-root.ts';
import type { Frame, InvokeMessage } from './frame.ts';
import { monotonicMs, queuedMs } from './queue-time.ts';
import { within } from './within.ts';

/** How a phase of the child process (initialisation or one invocation) came to its end. */
export type PhaseEnd =
  | Exclude<Frame, { readonly type: 'log' }>
  | { readonly type: 'exit'; readonly reason: string }
  | { readonly type: 'timeout' };

/** A phase that has ended. */
export interface Phase {
  readonly end: PhaseEnd;
  /** What counts: without the time in which the process stood in the queue for a core of this machine. */
  readonly durationMs: number;
}

export interface ProcessOptions {
  readonly taskRoot: string;
  readonly variables: Record<string, string>;
  readonly memoryMb: number;
}

/** How long the output of a process that has ended may be held open by processes that it started. */
const DRAIN_MS = 250;

/** One child process with one loaded function. It runs one invocation at a time. */
export class ExecutionEnvironment {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #onLog: (text: string) => void = () => {};
  #settle: (end: PhaseEnd) => void = () => {};
  #isAlive = true;
  #memoryMb = 0;
  #queuedMs = 0;

  constructor(options: ProcessOptions) {
    this.#child = spawn(process.execPath, [...nodeFlags(options.memoryMb), bootstrapPath()], {
      cwd: options.taskRoot,
      env: options.variables,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    });
    const { stdout, stderr, stdio } = this.#child;
    const frames = createInterface({ input: stdio[3] as Readable, crlfDelay: Infinity });
    frames.on('line', (line) => this.#receive(JSON.parse(line) as Frame));
    // Console output arrives as frames; this is what native code and Node.js itself write.
    for (const stream of [stdout, stderr]) stream?.setEncoding('utf8').on('data', (text: string) => this.#onLog(text));
    this.#ended = this.#watchEnd();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** The most that was used so far, as last reported. */
  get memoryMb(): number {
    return this.#memoryMb;
  }

  /** How long the process has stood in the queue for a core, as far as the system tells. */
  queuedMs(): number {
    const { pid } = this.#child;
    this.#queuedMs = Math.max(this.#queuedMs, (pid === undefined ? undefined : queuedMs(pid)) ?? 0);
    return this.#queuedMs;
  }

  /** Ends when the handler is loaded, or could not be within the limit. */
  initialise(limitMs: number, onLog: (text: string) => void): Promise<Phase> {
    return this.#runPhase(limitMs, onLog);
  }

  async invoke(
    message: Omit<InvokeMessage, 'queuedMs'>,
    limitMs: number,
    onLog: (text: string) => void,
  ): Promise<Phase> {
    const end = this.#runPhase(limitMs, onLog);
    this.#child.send({ ...message, queuedMs: this.queuedMs() } satisfies InvokeMessage, (error) => {
      if (error) this.#settle({ type: 'exit', reason: 'Runtime exited without providing a reason' });
    });
    return end;
  }

  async stop(): Promise<void> {
    this.#isAlive = false;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #runPhase(limitMs: number, onLog: (text: string) => void): Promise<Phase> {
    this.#onLog = onLog;
    const { promise, resolve } = withResolver<PhaseEnd>();
    this.#settle = resolve;
    const startedAt = monotonicMs();
    const queuedBefore = this.queuedMs();
    const used = (atMs = monotonicMs(), queued = this.queuedMs()): number =>
      Math.max(0, atMs - startedAt - (queued - queuedBefore));
    const limit = within(limitMs, used, () => resolve({ type: 'timeout' }));
    const end = await promise;
    limit.clear();
    this.#settle = () => {};
    const durationMs = 'atMs' in end ? used(end.atMs, end.queuedMs) : used();
    if (end.type === 'timeout') await this.stop();
    return { end, durationMs };
  }

  #receive(frame: Frame): void {
    if (frame.type === 'log') return this.#onLog(frame.text);
    this.#memoryMb = frame.memoryMb;
    this.#queuedMs = Math.max(this.#queuedMs, frame.queuedMs);
    if (frame.type === 'error' && frame.fatal) this.#isAlive = false;
    this.#settle(frame);
  }

  /** A process can end in the middle of a phase; what it wrote before is read first. */
  async #watchEnd(): Promise<void> {
    const isDrained = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    const { code, signal, error } = await new Promise<Exit>((resolve) => {
      this.#child.once('error', (cause) => resolve({ code: null, signal: null, error: cause }));
      this.#child.once('exit', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
    });
    this.#isAlive = false;
    if (error === undefined) await Promise.race([isDrained, delay(DRAIN_MS, undefined, { ref: false })]);
    this.#settle({ type: 'exit', reason: error === undefined ? exitReason(code, signal) : error.message });
  }
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** Lambda's words. */
function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'Runtime exited with error: signal: killed';
  if (signal !== null) return `Runtime exited with error: signal: ${signal.slice(3).toLowerCase()}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}

function withResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const bootstrapPath = (): string => assetPath('lambda-runtime', 'bootstrap.mjs');

/** Lambda turns require() of ES modules and their detection off, and leaves a tenth of the memory to everything else. */
const nodeFlags = (memoryMb: number): string[] => [
  '--no-experimental-require-module',
  '--no-experimental-detect-module',
  `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
];
