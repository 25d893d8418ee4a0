import type { Command } from 'commander';

/** Names, paths and the boundary: what the policy of an operator has to know as well. */
export const withRoleOptions = (command: Command): Command =>
  command
    .option('--permissions-boundary <arn>', 'managed policy that is to bound every role that is made')
    .option('--role-path <path>', 'path of every role that is made, e.g. /workloads/')
    .option('--name-prefix <prefix>', 'before the names of function, roles and secret');

/** Several: the option is given once for each. */
export const withTagsOption = (command: Command): Command =>
  command.option(
    '--tags <key=value>',
    'a tag on everything that is made; once for each',
    (one: string, before: string[] | undefined) => [...(before ?? []), one],
  );

export const withEncryptionKey = (command: Command): Command =>
  command.option('--encryption-key <arn>', 'key of AWS KMS for environment variables and secrets');

export const withLogRetention = (command: Command): Command =>
  command.option(
    '--log-retention <days>',
    'days that the log of the function is kept; Lambda keeps it for ever',
    Number,
  );

export const withGivenRole = (command: Command): Command =>
  command.option('--role-arn <arn>', 'role that somebody else made for the signer: certprov makes none');

export const withInVpc = (command: Command): Command => command.option('--in-vpc', 'the function is in a VPC');
