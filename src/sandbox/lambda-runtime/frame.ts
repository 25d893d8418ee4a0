/** What the child process reports, one JSON document per line on file descriptor 3. */
export type Frame =
  | { readonly type: 'ready'; readonly memoryMb: number }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'result'; readonly payload: string; readonly memoryMb: number }
  /** Fatal: the process ends after this. */
  | { readonly type: 'error'; readonly error: FunctionError; readonly memoryMb: number; readonly fatal: boolean };

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
  readonly invokedFunctionArn: string;
  readonly traceId: string;
}
