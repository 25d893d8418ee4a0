import { CommanderError, type Command } from 'commander';
import { EXIT, type ExitCode } from '../errors.ts';
import { packageRoot } from '../local/package-root.ts';
import { programName } from '../local/program-name.ts';
import { enclose } from './envelope.ts';
import { buildProgram } from './program.ts';
import type { Runner } from './runner.ts';
import { jsonDocument } from '../terminal/json-document.ts';

/** Runs the command that argv names; what is wrong with argv itself is an exit code too. */
export async function runCommandLine(argv: readonly string[], version: string): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  let name: string | undefined;
  const run: Runner = {
    async account(declared, flags, command) {
      const { runOnAccount } = await import('./run-command.ts');
      exitCode = await runOnAccount(declared, flags, command, { argv, name });
    },
    async local(flags, command) {
      const { runLocally } = await import('./run-command.ts');
      exitCode = await runLocally(flags, command, { name });
    },
  };
  const program = buildProgram(version, run, programName(packageRoot()));
  program.hook('preAction', (_program, action) => {
    name = nameOf(action);
  });
  for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)])
    command.exitOverride();
  try {
    if (argv[0] === 'help') named(program, argv.slice(1)).help();
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (exitCode === EXIT.usage && argv.includes('--json')) writeUsageError(error, nameOf(meant(program, argv)));
  }
  return exitCode;
}

/** `ca create`; undefined for the program itself. */
function nameOf(command: Command): string | undefined {
  const words: string[] = [];
  for (let one: Command = command; one.parent; one = one.parent) words.unshift(one.name());
  return words.length > 0 ? words.join(' ') : undefined;
}

/** As far as the words name a command. */
function meant(program: Command, argv: readonly string[]): Command {
  let found = program;
  for (const word of argv) {
    const next = found.commands.find((command) => command.name() === word);
    if (!next) break;
    found = next;
  }
  return found;
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
function writeUsageError(error: CommanderError, command: string | undefined): void {
  const message = error.message.replace(/^error: /, '');
  const document = { error: { code: 'USAGE_INVALID', message, exitCode: EXIT.usage } };
  process.stdout.write(jsonDocument(enclose(document, { command, program: programName(packageRoot()) })));
}
