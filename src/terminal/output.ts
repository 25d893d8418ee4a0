import type { Finding } from '../finding.ts';
import type { PageRows } from './page-rows.ts';

/** A value that `--json` can print. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What is shown of a finding, and of an error likewise. */
export type Notice = Pick<Finding, 'severity' | 'summary' | 'fix'>;

/**
 * Everything certprov says. stdout carries the answer only: one JSON document with `--json`, otherwise a short text.
 * All else goes to stderr. Every string is made safe for a terminal on the way out.
 */
export interface Output {
  /** True when `--json` was given: `result` prints its document, and stderr stays as it is. */
  readonly json: boolean;
  /** Columns to lay text out in: the terminal's, at most 80 when not a terminal. */
  readonly columns: number;
  /** What of the screen is taken already, as far as it was said here. */
  readonly page: PageRows;
  /** A line or a block to stderr, laid out by the caller. */
  say(text?: string): void;
  /** A fix whose commands are as they are typed here; `findings` and `result` do it themselves. */
  named(fix: string): string;
  /** `! text` / `✗ text` with its fix. */
  findings(findings: readonly Notice[]): void;
  /** A piece of work with an end; a spinner in a terminal, one line at its end elsewhere. */
  progress(label: string): Progress;
  /** Once, at the end: the answer, to stdout. */
  result(document: { readonly [key: string]: Json | undefined }, text: string): void;
}

export interface Progress {
  /** Replace the label while it runs; shown by a spinner only. */
  update(label: string): void;
  succeed(text: string): void;
  warn(text: string): void;
  fail(text: string): void;
  /** Ends it without a line: nothing was changed, and what was read is shown. */
  clear(): void;
}
