import type { Context } from '../context.ts';
import { bold, dim } from '../terminal/style.ts';
import { placeName } from '../wizard/in-place.ts';

/** Where we are, on top of everything that can change an account. */
export function showHeader(command: string, context: Context): void {
  const { output, isSandbox, endpointHost, callerArn } = context;
  const where = placeName(context);
  output.say(
    bold(`certprov ${command}`.padEnd(Math.max(output.columns - where.length - 2, command.length + 11)) + where),
  );
  if (isSandbox) output.say(dim('sandbox (nothing leaves this machine)'.padStart(output.columns - 2)));
  output.say(dim(`as ${callerArn}${isSandbox || !endpointHost ? '' : ` · endpoint ${endpointHost}`}`));
}
