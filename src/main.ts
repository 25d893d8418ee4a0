import { dirname } from 'node:path';
import { HELP_COLUMNS } from './cli/help-columns.ts';
import { programName } from './local/program-name.ts';

/** Put in by the build: package.json's version, and the answer to `--help`. */
declare const VERSION: string;
declare const HELP_TEXT: string;

/** The start of the program. What can be answered without the command line does not load it. */
export async function main(argv: readonly string[]): Promise<void> {
  const exitCode = await run(argv);
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(exitCode);
}

async function run(argv: readonly string[]): Promise<number> {
  const known = argv.length > 1 ? undefined : knownAnswer(argv[0] ?? '--help');
  if (known !== undefined) {
    // A reader that has gone already is told of in the next moment, before anybody else could listen.
    process.stdout.once('error', () => undefined).write(known);
    return 0;
  }
  const { runCommandLine } = await import('./cli/command-line.ts');
  return runCommandLine(argv, VERSION);
}

function knownAnswer(word: string): string | undefined {
  if (word === '--version' || word === '-V') return `${VERSION}\n`;
  if (word !== '--help' && word !== '-h') return undefined;
  const isNarrow = (process.stdout.columns || HELP_COLUMNS) < HELP_COLUMNS;
  return isNarrow ? undefined : HELP_TEXT.replace('Usage: certprov', `Usage: ${programName(dirname(__dirname))}`);
}

/** `process.exit` drops what a pipe has not taken yet. A pipe that nobody reads any more counts as flushed. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.once('error', () => resolve()).write('', () => resolve());
  });
