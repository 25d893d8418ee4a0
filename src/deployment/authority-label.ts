import { type AccountPlace, parseArn } from '../aws/arn.ts';
import type { PcaDescription } from '../aws/ports/ports.ts';

const KEY_NAMES: Readonly<Record<string, string>> = {
  EC_prime256v1: 'EC P-256',
  EC_secp384r1: 'EC P-384',
  EC_secp521r1: 'EC P-521',
};

/** `EC P-256` for AWS's `EC_prime256v1`, `RSA 2048` for `RSA_2048`. */
export const keyName = (keyAlgorithm: string): string => KEY_NAMES[keyAlgorithm] ?? keyAlgorithm.replaceAll('_', ' ');

/** The account that owns a CA and shares it by AWS RAM; undefined when it is this one. */
export function sharedBy(ca: PcaDescription, { account }: AccountPlace): string | undefined {
  const owner = ca.ownerAccount ?? parseArn(ca.arn)?.account;
  return owner === account ? undefined : owner;
}

/** For a row of a list at 80 columns: a short-lived CA, and one of another account, says so instead of when it ends. */
export function listedAuthority(ca: PcaDescription, place: AccountPlace): string {
  const owner = sharedBy(ca, place);
  if (owner !== undefined) return `Private CA · ${keyName(ca.keyAlgorithm)} · shared by ${owner}`;
  if (ca.usageMode === 'SHORT_LIVED_CERTIFICATE')
    return `Private CA · ${keyName(ca.keyAlgorithm)} · short-lived, at most 7 days`;
  return `Private CA · ${keyName(ca.keyAlgorithm)}${ca.notAfter ? ` · until ${endOf(ca.notAfter)}` : ''}`;
}

const endOf = (notAfter: Date): string => notAfter.toISOString().slice(0, 10);

/** What tells one CA from another on one line: key, mode, end. */
export function describeAuthority(ca: PcaDescription, owner?: string): string {
  const parts = ['AWS Private CA', keyName(ca.keyAlgorithm)];
  if (ca.usageMode === 'SHORT_LIVED_CERTIFICATE') parts.push('short-lived, at most 7 days');
  if (ca.notAfter) parts.push(`until ${endOf(ca.notAfter)}`);
  if (owner !== undefined) parts.push(`shared by account ${owner}`);
  return parts.join(' · ');
}
