import { createKey } from '../actions/create-key.ts';
import { identityOf } from '../actions/identity.ts';
import type { Context } from '../context.ts';
import { readJournals, stillMade } from '../journal.ts';
import type { Plan } from '../plan.ts';
import { paragraph } from '../terminal/paragraph.ts';
import { yellow } from '../terminal/style.ts';

/**
 * KMS has no token that makes CreateKey idempotent, and a key without an alias is found by nobody: where a run was cut
 * off between the two, the operator has to know of it, since AWS bills each key.
 */
export async function warnOfLostKey({ prepare }: Plan, { home, place, output }: Context): Promise<void> {
  const wanted = prepare.filter(({ kind }) => kind === createKey.kind).map(identityOf);
  const runs = await readJournals(home, place.account, place.region, () => undefined);
  const lost = stillMade(runs).filter(({ action, receipt }) => !receipt && wanted.includes(identityOf(action)));
  if (lost.length === 0) return;
  const text = `! A run was cut off on ${lost[0]!.at.slice(0, 10)} while it made this key. A key without an alias may be left, which AWS bills: look for the tag certprov:run ${lost[0]!.runId} in KMS, and schedule its deletion.`;
  output.say(yellow(paragraph(text, output.columns)));
}
