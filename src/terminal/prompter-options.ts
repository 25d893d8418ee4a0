import type { Paint } from './paint.ts';
import type { TerminalStream } from './writable-stream.ts';

/** What a prompter needs to ask a person. */
export interface PrompterOptions {
  readonly stdin: NodeJS.ReadStream;
  /** Questions go to stderr: stdout is for the answer. */
  readonly stderr: TerminalStream;
  readonly paint: Paint;
  readonly interrupt: Interruption;
}

/** What a signal does to a question. */
export interface Interruption {
  /** Aborts the open question: SIGTERM, SIGHUP, or a Ctrl-C that came as a signal. */
  readonly signal: AbortSignal;
  /** The command waits until the question has ended and has left the screen, and says only then that it was stopped. */
  section<T>(ask: () => Promise<T>): Promise<T>;
}
