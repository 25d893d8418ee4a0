import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { concludeInvocation, type InvocationOutcome } from './conclude-invocation.ts';
import { ExecutionEnvironment, type Phase, type PhaseEnd, type ProcessOptions } from './execution-environment.ts';
import { InvocationLog } from './invocation-log.ts';

export interface InvocationRequest {
  /** Of the version: ends with `$LATEST` or a number. */
  readonly functionArn: string;
  /** Changes with code and settings; an environment serves one revision. */
  readonly revisionId: string;
  readonly version: string;
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  /** JSON text. */
  readonly event: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly coldStartMs: number;
  /** Called for a cold start only. */
  prepare(): Promise<ProcessOptions>;
  /** Told which process it is that this one runs in, before it does anything. */
  readonly onEnvironment?: ((environment: Pick<ExecutionEnvironment, 'queuedMs'>) => void) | undefined;
}

interface FunctionRuntimeOptions {
  readonly idleMs: number;
  /** The credentials of an environment last an hour. */
  readonly maxAgeMs: number;
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
  readonly initLimitMs: number;
}

interface WarmEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly functionArn: string;
  readonly revisionId: string;
  readonly startedAt: number;
  idleTimer?: NodeJS.Timeout;
}

interface Started {
  readonly warm: WarmEnvironment;
  /** Of a cold start. */
  readonly initMs?: number;
  /** Of a cold start that failed. */
  readonly failed?: PhaseEnd;
}

/** Runs functions in child processes: one environment per concurrent invocation, reused while warm. */
export class FunctionRuntime {
  readonly #options: FunctionRuntimeOptions;
  readonly #idle = new Set<WarmEnvironment>();
  readonly #all = new Set<ExecutionEnvironment>();
  #running: readonly string[] = [];
  #isClosed = false;

  constructor(options: Partial<FunctionRuntimeOptions> = {}) {
    this.#options = { idleMs: 120_000, maxAgeMs: 45 * 60_000, initLimitMs: 10_000, ...options };
  }

  /** How many invocations are in progress, of all functions or of all versions of one. */
  running(unqualifiedArn?: string): number {
    return this.#running.filter((arn) => unqualifiedArn === undefined || arn.startsWith(`${unqualifiedArn}:`)).length;
  }

  async invoke(request: InvocationRequest): Promise<InvocationOutcome> {
    const { functionArn, requestId } = request;
    this.#running = [...this.#running, functionArn];
    try {
      const log = new InvocationLog();
      const started = this.#takeWarm(request) ?? (await this.#start(request, log));
      log.start(requestId, request.version);
      const { end, durationMs } = await this.#run(started, request, log);
      await this.#putBack(started.warm, end);
      const { memoryMb } = started.warm.environment;
      return concludeInvocation(request, { end, durationMs, initMs: started.initMs, maxMemoryMb: memoryMb, log });
    } finally {
      this.#running = this.#running.toSpliced(this.#running.indexOf(functionArn), 1);
    }
  }

  /** Ends idle environments of a function: all, or those of other revisions than the given one. */
  async retire(functionArn: string, exceptRevisionId?: string): Promise<void> {
    const retired = [...this.#idle].filter((w) => w.functionArn === functionArn && w.revisionId !== exceptRevisionId);
    await Promise.all(retired.map((warm) => this.#stop(warm)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const warm of this.#idle) clearTimeout(warm.idleTimer);
    this.#idle.clear();
    await Promise.all([...this.#all].map((environment) => environment.stop()));
    this.#all.clear();
  }

  #takeWarm({ functionArn, revisionId, onEnvironment }: InvocationRequest): Started | undefined {
    for (const warm of this.#idle) {
      if (warm.functionArn !== functionArn || warm.revisionId !== revisionId) continue;
      this.#idle.delete(warm);
      clearTimeout(warm.idleTimer);
      const isFresh = Date.now() - warm.startedAt < this.#options.maxAgeMs;
      const { isAlive } = warm.environment;
      if (isAlive && isFresh) {
        onEnvironment?.(warm.environment);
        return { warm };
      }
      void this.#stop(warm);
    }
    return undefined;
  }

  /** A cold start. An initialisation that takes too long is begun again, then within the function's own time. */
  async #start(request: InvocationRequest, log: InvocationLog): Promise<Started> {
    const { functionArn, revisionId } = request;
    void this.retire(functionArn, revisionId);
    const options = await request.prepare();
    const onLog = (text: string): void => log.append(text);
    if (request.coldStartMs > 0) await delay(request.coldStartMs);
    let environment = this.#spawn(options, request);
    const first = await environment.initialise(this.#options.initLimitMs, onLog);
    const initMs = request.coldStartMs + first.durationMs;
    let { end } = first;
    if (end.type === 'timeout') {
      log.append(`INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPhase: init\tStatus: timeout\n`);
      this.#all.delete(environment);
      environment = this.#spawn(options, request);
      ({ end } = await environment.initialise(request.timeoutSeconds * 1000, onLog));
    }
    const warm = { environment, functionArn, revisionId, startedAt: Date.now() };
    return { warm, initMs, ...(end.type === 'ready' ? {} : { failed: end }) };
  }

  async #run({ warm, failed }: Started, request: InvocationRequest, log: InvocationLog): Promise<Phase> {
    if (failed) return { end: failed, durationMs: 0 };
    const { requestId, event, invokedFunctionArn } = request;
    const limitMs = request.timeoutSeconds * 1000;
    const message = {
      requestId,
      event,
      deadline: Date.now() + limitMs,
      limitMs,
      invokedFunctionArn,
      traceId: traceId(),
    };
    return warm.environment.invoke(message, limitMs, (text) => log.append(text));
  }

  #spawn(options: ProcessOptions, { onEnvironment }: InvocationRequest): ExecutionEnvironment {
    if (this.#isClosed) throw new Error('the sandbox is closed');
    const environment = new ExecutionEnvironment(options);
    onEnvironment?.(environment);
    this.#all.add(environment);
    return environment;
  }

  /** Only a process that answered is used again. */
  async #putBack(warm: WarmEnvironment, end: PhaseEnd): Promise<void> {
    const hasAnswered = end.type === 'result' || end.type === 'error';
    if (!hasAnswered || !warm.environment.isAlive || this.#isClosed) return this.#stop(warm);
    this.#idle.add(warm);
    warm.idleTimer = setTimeout(() => void this.#stop(warm), this.#options.idleMs).unref();
  }

  async #stop(warm: WarmEnvironment): Promise<void> {
    this.#idle.delete(warm);
    clearTimeout(warm.idleTimer);
    await warm.environment.stop();
    this.#all.delete(warm.environment);
  }
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceId(): string {
  const hex = randomBytes(20).toString('hex');
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${hex.slice(0, 24)};Parent=${hex.slice(24)};Sampled=0`;
}
