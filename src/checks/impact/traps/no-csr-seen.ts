import type { OnboardingMetrics } from '../../../aws/ports/ports.ts';
import type { Finding } from '../../../finding.ts';
import { groupDigits } from '../../../terminal/quantity-text.ts';

/** A provider concerns devices that send a CSR; a fleet of which none does would not notice it. */
export function checkNoCsrSeen({ days, fromCsr, withKeys }: OnboardingMetrics): Finding[] {
  if (fromCsr.calls > 0) return [];
  return [
    {
      code: 'NO_CSR_SEEN',
      severity: 'warning',
      summary: `no device sent a CSR in the last ${days} days${withKeys.calls > 0 ? `, and ${groupDigits(withKeys.calls)} had AWS make their keys: for such devices a certificate provider changes nothing` : ''}`,
      fix: 'make sure that the firmware sends a CSR ($aws/certificates/create-from-csr) before you expect certificates from your CA',
    },
  ];
}
