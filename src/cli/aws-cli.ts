interface AwsCliPlace {
  readonly region: string;
  /** `--profile`, when it was given. */
  readonly profile?: string | undefined;
  /** Of the service that is called, when it is not AWS's own. */
  readonly endpoint?: string | undefined;
}

/**
 * Lines for the AWS CLI that go to the same account, Region and endpoint from any shell: the Region is always named,
 * since it may come from this shell's environment.
 */
export const awsCli =
  ({ region, profile, endpoint }: AwsCliPlace): ((words: string) => string) =>
  (words) =>
    [
      `aws ${words}`,
      `--region ${region}`,
      ...(profile === undefined ? [] : [`--profile ${asWord(profile)}`]),
      ...(endpoint === undefined ? [] : [`--endpoint-url ${asWord(endpoint)}`]),
    ].join(' ');

/** As one word of a shell. */
const asWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
