import type { Paint } from './paint.ts';
import type { TerminalStream } from './writable-stream.ts';

/** What a prompter needs to ask a person. */
export interface PrompterOptions {
  readonly stdin: NodeJS.ReadStream;
  /** Questions go to stderr: stdout is for the answer. */
  readonly stderr: TerminalStream;
  readonly paint: Paint;
  /** Aborts the open question: SIGTERM, SIGHUP, or a Ctrl-C that came as a signal. */
  readonly signal: AbortSignal;
}
