import { packageRoot } from '../local/package-root.ts';
import { programName } from '../local/program-name.ts';
import { shellWord } from '../local/shell-word.ts';

export interface CallFlags {
  readonly sandbox?: boolean | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

interface Called {
  /** What a command line begins with on this machine. */
  readonly program?: string;
  /** The words of this call: `init` again is `init` with the flags that it was given. */
  readonly argv?: readonly string[];
}

/**
 * Command lines that work where and as this certprov was called: by its name on this machine, with the flags that say
 * which account is meant.
 */
export function calledAs(
  flags: CallFlags,
  { program = programName(packageRoot()), argv = [] }: Called = {},
): (words: string) => string {
  return (words) => {
    const [command = '', ...more] = words.split(' ');
    if (command === 'init' && argv[0] === 'init')
      return [program, ...without(argv, more).map((word) => shellWord(word)), ...more].join(' ');
    // `ca create`, `device provision` and `policy check` are verbs of two words.
    const [verb, rest] = ['ca', 'device', 'policy'].includes(command)
      ? [`${command} ${more[0]}`, more.slice(1)]
      : [command, more];
    return [program, verb, ...(hasNoAccount(verb) ? [] : whereOf(flags, rest)), ...rest].join(' ');
  };
}

/** What was given, without the flags that are given another value, or again. */
function without(argv: readonly string[], more: readonly string[]): readonly string[] {
  const isFlag = (word = '--'): boolean => word.startsWith('--');
  return argv.filter((word, index) => {
    if (isFlag(word)) return !more.includes(word.split('=')[0]!);
    const flag = more.indexOf(argv[index - 1] ?? '');
    return flag < 0 || isFlag(more[flag + 1]);
  });
}

/** They take no flags that name one. */
const hasNoAccount = (verb: string): boolean => ['sandbox', 'help', 'advise', 'schema'].includes(verb);

/** What says which account is meant, without what the line says itself. */
const whereOf = ({ sandbox, region, profile }: CallFlags, said: readonly string[]): string[] =>
  [
    ...(sandbox ? [['--sandbox']] : []),
    ...(region ? [['--region', region]] : []),
    ...(profile ? [['--profile', shellWord(profile)]] : []),
  ]
    .filter(([flag]) => !said.includes(flag!))
    .flat();

/** Texts that know neither flags nor npx write `certprov status` in backticks; this makes them what can be typed. */
export const nameCommands = (text: string, command: (words: string) => string): string =>
  text.replaceAll(/`certprov ([a-z][^`]*)`/g, (all, words: string) =>
    // It names its account already: it was made by `calledAs`, perhaps for another one.
    / --(?:sandbox|region|profile)\b/.test(words) ? all : `\`${command(words)}\``,
  );
