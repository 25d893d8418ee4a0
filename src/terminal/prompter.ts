import type { PageRows } from './page-rows.ts';
import type { Paint } from './paint.ts';
import type { TerminalStream } from './terminal-traits.ts';

/** Everything certprov asks. Without a terminal each question is an error that names its flag. */
export interface Prompter {
  readonly interactive: boolean;
  /** What is typed to go back from a question that allows it, for a sentence. */
  readonly backKey: string;
  /** One of a short list. */
  select<T>(question: SelectQuestion<T>): Promise<T>;
  /** One of a list that may be long and may still be arriving. */
  search<T>(question: SearchQuestion<T>): Promise<T>;
  input(question: InputQuestion): Promise<string>;
  /** What may be on no screen: never echoed, and never answered by `--yes`. */
  secret(question: SecretQuestion): Promise<string>;
  /** Always (y/N). */
  confirm(question: ConfirmQuestion): Promise<boolean>;
  /** The fleet-wide question: words to type, no yes/no form, no recommended answer. */
  typed(question: TypedQuestion): Promise<string>;
}

export interface Choice<T> {
  readonly value: T;
  /** What names it in a later run; a value that is a text names itself, any other is named by what is left on screen. */
  readonly id?: string;
  /** One line; columns are aligned by the asker. */
  readonly label: string;
  /** What is left on screen after the answer; the label's first column when absent. */
  readonly short?: string;
  /** Shown but not selectable, with the reason. */
  readonly disabled?: string;
  /** Shown below the list while the choice is under the cursor. */
  readonly description?: string;
}

export type Arriving<T> = Promise<T> | AsyncIterable<T>;

export interface Question {
  /** The flag that answers it, e.g. `--function`. */
  readonly flag: string;
  readonly message: string;
  /** The operator may go back from it: it is then rejected with `GoBack`. */
  readonly canGoBack?: boolean;
}

export interface SelectQuestion<T> extends Question {
  readonly choices: readonly Choice<T>[];
  /** What `--yes` takes; also where the cursor stands first. */
  readonly recommended?: T | undefined;
  /** Where the cursor stands first instead: what was chosen before. */
  readonly initial?: T | undefined;
}

export interface SearchQuestion<T> extends Question {
  /**
   * Called with what was typed (undefined at first); the signal aborts when more is typed. A list that is still
   * arriving is an iterable of lists, each replacing the one before; choices can be made from the first one on.
   */
  source(term: string | undefined, signal: AbortSignal): Arriving<readonly Choice<T>[]>;
  readonly recommended?: T | undefined;
  readonly initial?: T | undefined;
}

interface InputQuestion extends Question {
  readonly recommended?: string | undefined;
  /** A sentence when the text is not accepted, else undefined. */
  validate?(text: string): string | undefined;
}

/** `flag` is the one that names a file with it. */
export interface SecretQuestion extends Question {
  /** A sentence when the text is not accepted, which must not repeat it. */
  validate?(text: string): string | undefined;
}

interface ConfirmQuestion extends Question {
  /** What `--yes` answers; absent means that `--yes` does not answer it. */
  readonly recommended?: boolean | undefined;
}

interface TypedQuestion extends Question {
  readonly expected: string;
  /** Stands before the words on the line that is left on screen; the question itself when absent. */
  readonly answered?: string;
}

/** What a prompter needs to ask a person. */
export interface PrompterOptions {
  readonly stdin: NodeJS.ReadStream;
  /** Questions go to stderr: stdout is for the answer. */
  readonly stderr: TerminalStream;
  readonly paint: Paint;
  readonly interrupt: Interruption;
  /** Of the page that the question stands on; what the prompter leaves on screen counts as well. */
  readonly page?: PageRows | undefined;
}

/** What a signal does to a question. */
interface Interruption {
  /** Aborts the open question: SIGTERM, SIGHUP, or a Ctrl-C that came as a signal. */
  readonly signal: AbortSignal;
  /** The command waits until the question has ended and has left the screen, and says only then that it was stopped. */
  section<T>(ask: () => Promise<T>): Promise<T>;
}
