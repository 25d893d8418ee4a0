import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import type { ReadingContext } from '../../context.ts';
import { readJournals, stillMade } from '../../actions/journal.ts';
import { journaledPlaces } from '../../actions/journaled-places.ts';
import { yellow } from '../../terminal/style.ts';
import { utcTime } from '../../terminal/quantity-text.ts';

/** A provider that a journal of another Region or account knows of, and no journal of having been deleted. */
export interface ElsewhereOn {
  readonly account: string;
  readonly region: string;
  readonly provider: string;
  readonly since: Date;
  /** AWS never confirmed it. */
  readonly isUnsure: boolean;
}

/**
 * What else this machine has switched on. Whoever looks in the wrong Region would otherwise read that AWS signs, and
 * believe it of the right one.
 */
export async function elsewhereOn({ home, place }: ReadingContext): Promise<ElsewhereOn[]> {
  const found: ElsewhereOn[] = [];
  for (const { account, region } of await journaledPlaces(home)) {
    if (account === place.account && region === place.region) continue;
    // A journal that cannot be read here is for whoever works there.
    const runs = await readJournals(home, account, region, () => undefined);
    const one = stillMade(runs).find(({ action }) => action.kind === createCertificateProvider.kind);
    if (!one) continue;
    const { certificateProviderName } = one.action.args as { readonly certificateProviderName?: unknown };
    const created = (one.receipt as { readonly creationDate?: unknown } | null | undefined)?.creationDate;
    const since = new Date(typeof created === 'string' && !Number.isNaN(Date.parse(created)) ? created : one.at);
    found.push({ account, region, provider: String(certificateProviderName), since, isUnsure: !one.receipt });
  }
  return found;
}

/** With the command that looks there. */
export function showElsewhere(elsewhere: readonly ElsewhereOn[], { place, output, commandIn }: ReadingContext): void {
  for (const { account, region, since, isUnsure } of elsewhere) {
    const where = account === place.account ? region : `account ${account}, ${region}`;
    const state = isUnsure ? 'which may have been switched on' : 'switched on';
    output.say(yellow(`! this machine knows of one in ${where}, ${state} ${utcTime(since)}`));
    output.say(`  ${commandIn({ account, region })('status')}`);
  }
}

export const elsewhereDocument = (elsewhere: readonly ElsewhereOn[]): { [key: string]: string | boolean }[] =>
  elsewhere.map(({ account, region, provider, since, isUnsure }) => ({
    account,
    region,
    provider,
    since: since.toISOString(),
    confirmed: !isUnsure,
  }));
