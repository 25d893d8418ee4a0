import { createFunction } from '../actions/create-function.ts';
import { stillMade, type JournalRun } from '../journal.ts';

/** SHA-256 of the code that certprov deployed from this machine into a function, and has not taken back. */
export function journaledCode(runs: readonly JournalRun[], functionName: string): string | undefined {
  const deployed = stillMade(runs)
    .filter(({ action }) => action.kind === createFunction.kind)
    .map(({ action }) => action.args as Readonly<Record<string, unknown>>)
    .find((args) => args['functionName'] === functionName)?.['codeSha256'];
  return typeof deployed === 'string' ? deployed : undefined;
}
