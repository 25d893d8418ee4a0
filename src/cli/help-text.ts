import { HELP_COLUMNS } from './help-columns.ts';
import { buildProgram } from './program.ts';
import type { Runner } from './runner.ts';

const nothing: Runner = { account: async () => undefined, local: async () => undefined };

/** What `certprov --help` prints on a terminal of the usual width; the build puts it into the program. */
export function helpText(): string {
  let text = '';
  const program = buildProgram('', nothing);
  program.configureOutput({ writeOut: (part) => void (text += part), getOutHelpWidth: () => HELP_COLUMNS });
  program.outputHelp();
  return text;
}
