import { CommanderError, type Command } from 'commander';
import { EXIT, type ExitCode } from '../errors.ts';
import { packageRoot } from '../local/package-root.ts';
import { programName } from '../local/program-name.ts';
import { buildProgram } from './program.ts';
import type { Runner } from './runner.ts';
import { jsonDocument } from '../terminal/json-document.ts';

/** Runs the command that argv names; what is wrong with argv itself is an exit code too. */
export async function runCommandLine(argv: readonly string[], version: string): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const run: Runner = {
    async account(declared, flags, command) {
      const { runOnAccount } = await import('./run-command.ts');
      exitCode = await runOnAccount(declared, flags, command, argv);
    },
    async local(flags, command) {
      const { runLocally } = await import('./run-command.ts');
      exitCode = await runLocally(flags, command);
    },
  };
  const program = buildProgram(version, run, programName(packageRoot()));
  for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)])
    command.exitOverride();
  try {
    if (argv[0] === 'help') named(program, argv.slice(1)).help();
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (exitCode === EXIT.usage && argv.includes('--json')) writeUsageError(error);
  }
  return exitCode;
}

/** The command that `certprov help ca create` asks about; commander knows the first word only. */
function named(program: Command, words: readonly string[]): Command {
  let found = program;
  for (const word of words) {
    if (word.startsWith('-')) break;
    const next = found.commands.find((command) => command.name() === word);
    if (!next)
      return found.error(`error: unknown command '${word}'`, { code: 'commander.unknownCommand', exitCode: 1 });
    found = next;
  }
  return found;
}

/** Commander has told a person already; a program reads this. */
function writeUsageError(error: CommanderError): void {
  const message = error.message.replace(/^error: /, '');
  process.stdout.write(jsonDocument({ error: { code: 'USAGE_INVALID', message, exitCode: EXIT.usage } }));
}
