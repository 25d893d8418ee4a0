import type { Judgement } from './judge-file.ts';

/** What became of a file: by the dry run's judgement, and by the signer. */
export interface Outcome extends Judgement {
  /** `SIGNED`, or the code of the refusal. */
  readonly signer: string;
}

const refuses = ({ dryRun }: Outcome, rule: string): boolean =>
  dryRun.startsWith('fails ') && dryRun.slice('fails '.length).split(', ').includes(rule);

const isUnreadable = (outcome: Outcome): boolean =>
  refuses(outcome, 'CSR_READABLE') && outcome.signer === 'CSR_UNREADABLE';

const hasKeyRefusedFor = (outcome: Outcome, weakness: Judgement['keyWeakness']): boolean =>
  refuses(outcome, 'CSR_KEY_ACCEPTED') && outcome.keyWeakness === weakness && outcome.signer === 'CSR_KEY_REFUSED';

/** When certprov is of one mind with a class of the manifest. With a policy nobody is: it wants a decision. */
const AGREES: Readonly<Record<string, (outcome: Outcome) => boolean>> = {
  accept: ({ dryRun, signer }) => dryRun === 'passes' && signer === 'SIGNED',
  'reject-parse': isUnreadable,
  'reject-not-a-csr': isUnreadable,
  // The signer names the key first where that is refused as well.
  'reject-signature': (outcome) =>
    refuses(outcome, 'CSR_SIGNATURE_VALID') &&
    ['CSR_SIGNATURE_INVALID', 'CSR_HASH_BROKEN', 'CSR_KEY_REFUSED'].includes(outcome.signer),
  'reject-weak-rsa-size': (outcome) => hasKeyRefusedFor(outcome, 'size'),
  'reject-unsupported-key': (outcome) => hasKeyRefusedFor(outcome, 'other'),
  'reject-weak-key-structure': (outcome) => hasKeyRefusedFor(outcome, 'structure'),
  'policy-weak-hash': () => false,
  'policy-version': () => false,
};

/** Throws for a class that is not known here. */
export function agrees(expected: string, outcome: Outcome): boolean {
  const isAgreed = AGREES[expected];
  if (!isAgreed) throw new Error(`the manifest has a class ${expected}, which nothing is said of`);
  return isAgreed(outcome);
}
