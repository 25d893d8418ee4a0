import { describeExternal } from '../../deployment/deployed-signer.ts';
import { safeText } from '../../terminal/safe-text.ts';
import type { LinkedExternal } from './external-answer.ts';
import type { ExternalFacts } from './inspect-external.ts';

const SUBJECT = {
  'exact-der': 'kept byte for byte',
  'same-text': 'kept as a text, in other bytes',
  different: 'changed',
} as const;

/** What was linked, and what the CA did with the canary. */
export function showExternal(
  { config, issuer, validityDays, vpc }: LinkedExternal,
  facts: ExternalFacts | undefined,
  say: (text: string) => void,
): void {
  say(safeText(describeExternal(config)));
  say(`${safeText(issuer.displayName)} · until ${issuer.notAfter.toISOString().slice(0, 10)}`);
  say(`certificates valid for ${validityDays === 1 ? '1 day' : `${validityDays} days`}`);
  if (vpc) say(`the function is attached to ${vpc.subnetIds.join(', ')}`);
  if (facts?.canary.outcome === 'issued') {
    const { authorityMs, serialNumber, subject } = facts.canary;
    say(`canary: issued in ${authorityMs} ms, serial ${serialNumber}`);
    say(`its subject was ${SUBJECT[subject]}`);
  }
}
