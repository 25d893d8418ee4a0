import { InvalidArgumentError, type Command } from 'commander';

/** Where `sandbox serve` serves it, unless it is told otherwise. */
export const SANDBOX_PORT = 7711;

/** Options of every command that talks to an account. */
export interface AccountFlags {
  readonly sandbox?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

export function withAccountOptions(command: Command): Command {
  return command
    .option('--sandbox', 'use the embedded account: no AWS, nothing leaves this machine')
    .option('--region <region>', 'AWS Region (default: as the AWS CLI would choose)')
    .option('--profile <name>', 'profile of the AWS configuration files')
    .option('--json', 'print one JSON document to standard output');
}

/** For an option that takes a whole number; commander shows the sentence with the option's name. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}
