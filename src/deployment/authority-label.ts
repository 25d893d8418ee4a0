import type { PcaDescription } from '../aws/ports/ports.ts';

const KEY_NAMES: Readonly<Record<string, string>> = {
  EC_prime256v1: 'EC P-256',
  EC_secp384r1: 'EC P-384',
  EC_secp521r1: 'EC P-521',
};

/** `EC P-256` for AWS's `EC_prime256v1`, `RSA 2048` for `RSA_2048`. */
export const keyName = (keyAlgorithm: string): string => KEY_NAMES[keyAlgorithm] ?? keyAlgorithm.replaceAll('_', ' ');

/** For a row of a list at 80 columns: a short-lived CA says so instead of when it ends itself. */
export function listedAuthority(ca: PcaDescription): string {
  if (ca.usageMode === 'SHORT_LIVED_CERTIFICATE')
    return `Private CA · ${keyName(ca.keyAlgorithm)} · short-lived, at most 7 days`;
  return `Private CA · ${keyName(ca.keyAlgorithm)}${ca.notAfter ? ` · until ${endOf(ca.notAfter)}` : ''}`;
}

const endOf = (notAfter: Date): string => notAfter.toISOString().slice(0, 10);

/** What tells one CA from another on one line: key, mode, end. */
export function describeAuthority(ca: PcaDescription): string {
  const parts = ['AWS Private CA', keyName(ca.keyAlgorithm)];
  if (ca.usageMode === 'SHORT_LIVED_CERTIFICATE') parts.push('short-lived, at most 7 days');
  if (ca.notAfter) parts.push(`until ${endOf(ca.notAfter)}`);
  return parts.join(' · ');
}
