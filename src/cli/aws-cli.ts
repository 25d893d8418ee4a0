import { shellWord } from '../local/shell-word.ts';

interface AwsCliPlace {
  readonly region: string;
  /** `--profile`, when it was given. */
  readonly profile?: string | undefined;
  /** Of the service that is called, when it is not AWS's own. */
  readonly endpointOf?: ((service: string) => string | undefined) | undefined;
}

/**
 * Lines for the AWS CLI that go to the same account, Region and endpoint from any shell: the Region is always named,
 * since it may come from this shell's environment.
 */
export const awsCli =
  ({ region, profile, endpointOf }: AwsCliPlace): ((words: string) => string) =>
  (words) => {
    const endpoint = endpointOf?.(words.split(' ', 1)[0]!);
    return [
      `aws ${words}`,
      `--region ${region}`,
      ...(profile === undefined ? [] : [`--profile ${shellWord(profile)}`]),
      ...(endpoint === undefined ? [] : [`--endpoint-url ${shellWord(endpoint)}`]),
    ].join(' ');
  };

/** Texts that know no account write `aws kms …` in backticks; this makes them lines that go to the one that is meant. */
export const nameAwsLines = (text: string, line: (words: string) => string): string =>
  text.replaceAll(/`aws ((?:acm-pca|iam|iot|kms|lambda|secretsmanager) [^`]+)`/g, (all, words: string) =>
    words.includes(' --region ') ? all : `\`${line(words)}\``,
  );
