/** What the child process reports, one JSON document per line on file descriptor 3. */
export type Frame =
  | ({ readonly type: 'ready' } & Usage)
  | { readonly type: 'log'; readonly text: string }
  | ({ readonly type: 'result'; readonly payload: string } & Usage)
  /** Fatal: the process ends after this. */
  | ({ readonly type: 'error'; readonly error: FunctionError; readonly fatal: boolean } & Usage);

/** At the end of a phase, by the child itself: when the sandbox gets to read it is another matter. */
export interface Usage {
  readonly memoryMb: number;
  /** Of `monotonicMs`. */
  readonly atMs: number;
  /** Since the process began; 0 where the system does not tell. */
  readonly queuedMs: number;
}

/** As the payload of a failed invocation shows it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
  readonly reason?: object;
  readonly promise?: object;
}

/** What the child process is asked to do, over its IPC channel. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** Epoch milliseconds at which the function's time is over. */
  readonly deadline: number;
  readonly limitMs: number;
  /** Of the child at the time of sending: what comes on top of it is added to the deadline. */
  readonly queuedMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
}
