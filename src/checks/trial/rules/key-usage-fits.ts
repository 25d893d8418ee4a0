import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('KEY_USAGE_FITS', 'key usage fits the key');

interface Unfit {
  readonly usages: readonly string[];
  readonly kind: string;
  readonly source: string;
}

/** What a key of this kind cannot do, and who says so. */
const UNFIT: Partial<Record<string, Unfit>> = {
  RSA: { usages: ['keyAgreement', 'encipherOnly', 'decipherOnly'], kind: 'an RSA key', source: 'RFC 3279' },
  EC: { usages: ['keyEncipherment', 'dataEncipherment'], kind: 'an EC key', source: 'RFC 8813' },
};

const WHOSE_DOING =
  "AWS Private CA's end-entity templates do it with EC keys: linters call it an error, AWS states no rule, and a TLS client does not need it";

/**
 * AWS Private CA's own templates for end entities set keyEncipherment whatever the key. Told only where there is
 * something to tell.
 * @see https://www.rfc-editor.org/rfc/rfc8813#section-3
 */
export const checkKeyUsageFits: CertificateRule = ({ certificate: { keyUsage, publicKey } }) => {
  const rules = UNFIT[publicKey.algorithm];
  const unfit = keyUsage?.filter((usage) => rules?.usages.includes(usage)) ?? [];
  if (rules === undefined || unfit.length === 0) return undefined;
  return rule.note(`${unfit.join(', ')} with ${rules.kind}, which ${rules.source} forbids`, WHOSE_DOING);
};
