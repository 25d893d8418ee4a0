import { asWord } from './aws-cli.ts';

interface CallFlags {
  readonly sandbox?: boolean | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * Command lines that work where and as this certprov was called: through npx in a clone, with the flags that say which
 * account is meant.
 */
export function calledAs(flags: CallFlags, env: NodeJS.ProcessEnv = process.env): (words: string) => string {
  // npx tells its children so; the sandbox is for a clone, where nothing else is on the PATH.
  const program = flags.sandbox || env['npm_command'] === 'exec' ? 'npx certprov' : 'certprov';
  const where = [
    ...(flags.sandbox ? ['--sandbox'] : []),
    ...(flags.region ? ['--region', flags.region] : []),
    ...(flags.profile ? ['--profile', asWord(flags.profile)] : []),
  ];
  return (words) => {
    const [command = '', ...more] = words.split(' ');
    // `ca create`, `device provision` and `policy check` are verbs of two words.
    const [verb, rest] = ['ca', 'device', 'policy'].includes(command)
      ? [`${command} ${more[0]}`, more.slice(1)]
      : [command, more];
    return [program, verb, ...(verb === 'sandbox' ? [] : where), ...rest].join(' ');
  };
}

/** Texts that know neither flags nor npx write `certprov status` in backticks; this makes them what can be typed. */
export const nameCommands = (text: string, command: (words: string) => string): string =>
  text.replaceAll(/`certprov ([a-z][^`]*)`/g, (all, words: string) =>
    // It names its account already: it was made by `calledAs`, perhaps for another one.
    / --(?:sandbox|region|profile)\b/.test(words) ? all : `\`${command(words)}\``,
  );
