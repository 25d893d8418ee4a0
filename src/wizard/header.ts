import type { Context } from '../context.ts';
import { bold, dim } from '../terminal/style.ts';

/** Where we are, on top of everything that can change an account. */
export function showHeader(command: string, { place, output, isSandbox, endpointHost, caller }: Context): void {
  const where = `account ${place.account} · ${place.region}`;
  output.say(
    bold(`certprov ${command}`.padEnd(Math.max(output.columns - where.length - 2, command.length + 11)) + where),
  );
  if (isSandbox) output.say(dim('sandbox (nothing leaves this machine)'.padStart(output.columns - 2)));
  else output.say(dim(`as ${caller}${endpointHost ? ` · endpoint ${endpointHost}` : ''}`));
}
