import { findingsText } from './findings-text.ts';
import { jsonDocument } from './json-document.ts';
import type { Json, Notice, Output } from './output.ts';
import { PageRows } from './page-rows.ts';
import { createPaint } from './paint.ts';
import { safeLine } from './safe-text.ts';
import { Spinner } from './spinner.ts';
import {
  type Environment,
  isContinuousIntegration,
  needsAscii,
  quietWriter,
  type TerminalStream,
  wantsColor,
  wantsPlainLines,
} from './terminal-traits.ts';
import { commandLines, wrap } from './text-layout.ts';
import { workProgress } from './work-progress.ts';

const DEFAULT_COLUMNS = 80;

interface OutputOptions {
  readonly json: boolean;
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly env?: Environment;
  /** Overrides what the environment and the streams say. */
  readonly color?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Makes the command lines of a fix what can be typed here. */
  readonly nameCommands?: (text: string) => string;
  /** Puts the document of a command into the one that is printed. */
  readonly enclose?: (document: JsonDocument) => JsonDocument;
}

export interface TerminalOutput extends Output {
  /** Ends a spinner that an error left running; nothing keeps the program alive afterwards. */
  close(): void;
}

/** The output of a real run: stdout for the answer, stderr for all else. */
export async function createOutput(options: OutputOptions): Promise<TerminalOutput> {
  const { json, stdout, stderr, env = process.env, nameCommands = (text) => text, enclose = (own) => own } = options;
  const ascii = needsAscii(env);
  const paintFor = (stream: TerminalStream) =>
    createPaint({ ascii, color: options.color ?? wantsColor(env, stream.isTTY === true) });
  const [paintAnswer, paint] = await Promise.all([paintFor(stdout), paintFor(stderr)]);
  const writeAnswer = quietWriter(stdout, 'stdout');
  const write = quietWriter(stderr, 'stderr');
  // `ok` is a column wider than the mark that it stands for.
  const columns = () => (options.columns ?? columnsOfStream(stderr, env)) - (ascii ? 1 : 0);
  const isRedrawn = stderr.isTTY === true && !json && !isContinuousIntegration(env) && env['TERM'] !== 'dumb';
  const hasSpinner = isRedrawn && !wantsPlainLines(env);
  let spinner: Spinner | undefined;

  const page = new PageRows();
  const say = (text = '') => {
    page.wrote(text);
    write(`${paint(text)}\n`);
  };
  const close = () => {
    spinner?.stop();
    spinner = undefined;
  };

  const named = (notice: Notice): Notice =>
    notice.fix === undefined ? notice : { ...notice, fix: nameCommands(notice.fix) };

  return {
    json,
    get columns() {
      return columns();
    },
    page,
    say,
    named: nameCommands,
    close,
    findings: (findings) => {
      if (findings.length > 0) say(findingsText(findings.map(named), columns()));
    },
    progress: (label) => {
      // There is one line to move on; work that begins inside other work ends with its line only.
      if (!hasSpinner || spinner) {
        if (stderr.isTTY === true && wantsPlainLines(env)) say(`  ${safeLine(label)}...`);
        return workProgress(say, columns, undefined, () => undefined);
      }
      const own = new Spinner(safeLine(label), { stream: stderr, ascii, paint, columns });
      spinner = own;
      return workProgress(say, columns, own, () => {
        if (spinner === own) spinner = undefined;
      });
    },
    result: (document, text) => {
      close();
      if (json) writeAnswer(jsonDocument(enclose(withFixes(document, nameCommands))));
      else if (text !== '') writeAnswer(`${paintAnswer(wrapAnswer(text, stdout.isTTY ? columns() : Infinity))}\n`);
    },
  };
}

/** What is set in is laid out already, or a command that is to be copied as it stands. */
const wrapAnswer = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => (line.startsWith('  ') ? line : wrap(commandLines(line), columns).join('\n')))
    .join('\n');

type JsonDocument = { readonly [key: string]: Json | undefined };

/** Every `fix` of a document, however deep, with its commands named. */
const withFixes = (document: JsonDocument, nameCommands: (text: string) => string): JsonDocument =>
  JSON.parse(JSON.stringify(document), (key, value: Json) =>
    key === 'fix' && typeof value === 'string' ? nameCommands(value) : value,
  ) as JsonDocument;

/** A terminal may report no size (0 columns); a file or pipe is written for a page of 80, or less when COLUMNS says so. */
function columnsOfStream(stream: TerminalStream, env: Environment): number {
  if (stream.isTTY === true) return stream.columns || DEFAULT_COLUMNS;
  const asked = Number(env['COLUMNS']);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, DEFAULT_COLUMNS) : DEFAULT_COLUMNS;
}
