import type { SigningMetrics } from '../aws/ports/ports.ts';
import { describeSpan } from '../terminal/quantity-text.ts';
import type { Finding } from '../finding.ts';

/**
 * CreateCertificateFromCsrFailed counts every CSR: its samples are calls, its sum the refused ones.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html
 */
export function checkSigningFailures({ days, calls, failed }: SigningMetrics): Finding[] {
  if (failed === 0) return [];
  return [
    {
      code: 'SIGNING_FAILURES',
      severity: 'warning',
      summary: `${failed} of ${calls} CSRs were refused in the last ${describeSpan(Math.round(days * 86_400))}`,
      fix: 'look at the CloudWatch metric CreateCertificateFromCsrFailed and at the log of the function',
    },
  ];
}
