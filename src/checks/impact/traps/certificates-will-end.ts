import type { Finding } from '../../../finding.ts';
import type { IssuingCa } from '../fleet-facts.ts';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
export function checkCertificatesWillEnd({ validityDays, certificate }: IssuingCa): Finding[] {
  const end =
    validityDays === undefined
      ? certificate === undefined
        ? 'when your CA says'
        : `when your CA says, at the latest on ${certificate.notAfter.toISOString().slice(0, 10)}`
      : `after ${validityDays === 1 ? '1 day' : `${validityDays} days`}`;
  return [
    {
      code: 'CERTIFICATES_WILL_END',
      severity: 'warning',
      summary: `certificates that AWS signed ran to 2049; yours end ${end}, and a device whose certificate has ended cannot connect`,
      fix: 'have devices renew at two thirds of the validity before you switch',
    },
  ];
}
