import type { AccountPlace } from '../aws/arn.ts';
import { proxyName } from '../proxy/proxy-for.ts';
import type { ReadingContext } from '../context.ts';
import type { Json } from '../terminal/output.ts';
import { bold, dim } from '../terminal/style.ts';

/** `for 111122223333 in eu-central-1`: a conclusion without it could be taken for one about another account. */
export const inPlace = ({ place }: { readonly place: AccountPlace }): string =>
  `for ${place.account} in ${place.region}`;

/** `account 111122223333 · eu-central-1` */
export const placeName = ({ place }: { readonly place: AccountPlace }): string =>
  `account ${place.account} · ${place.region}`;

/** The same for `--json`, with who asked: the first members of every answer about something that can change. */
export const placeDocument = ({ place, callerArn }: Pick<ReadingContext, 'place' | 'callerArn'>) => ({
  account: place.account,
  region: place.region,
  caller: callerArn,
});

/** Where a command that only reads goes, when it is not to AWS. */
export function showEndpoint(context: ReadingContext): void {
  const { output, isSandbox, endpointHost } = context;
  if (!isSandbox && endpointHost) output.say(dim(`  endpoint ${endpointHost}`));
  for (const proxy of proxiesOf(context)) output.say(dim(`  through ${proxy}`));
}

const proxiesOf = ({ ways }: ReadingContext): readonly string[] =>
  ways().flatMap((way) => (way ? [proxyName(way)] : []));

/** For `--json`: `direct`, `proxy`, or `mixed` where NO_PROXY exempts some of the hosts. */
export function networkDocument({ ways }: ReadingContext): Json {
  const proxies = ways().flatMap((way) => (way ? [{ address: way.address, setBy: way.setBy }] : []));
  const isDirect = proxies.length < ways().length || proxies.length === 0;
  return { aws: proxies.length === 0 ? 'direct' : isDirect ? 'mixed' : 'proxy', proxies };
}

/** Where we are, on top of everything that can change an account. */
export function showHeader(command: string, context: ReadingContext): void {
  const { output, isSandbox, endpointHost, callerArn } = context;
  const where = placeName(context);
  output.say(
    bold(`certprov ${command}`.padEnd(Math.max(output.columns - where.length - 2, command.length + 11)) + where),
  );
  if (isSandbox) output.say(dim('sandbox (nothing leaves this machine)'.padStart(output.columns - 2)));
  output.say(dim(`as ${callerArn}${isSandbox || !endpointHost ? '' : ` · endpoint ${endpointHost}`}`));
  for (const proxy of proxiesOf(context)) output.say(dim(`through ${proxy}`));
}
