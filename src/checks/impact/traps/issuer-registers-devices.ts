import { createHash } from 'node:crypto';
import type { RegisteredCa } from '../../../aws/ports/ports.ts';
import { parseCertificate } from '../../../csr/certificate.ts';
import type { Finding } from '../../../finding.ts';
import type { IssuingCa, Sampled } from '../fleet-facts.ts';

/**
 * With automatic registration any certificate of a CA comes in by itself, also one whose hour to register has passed.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/auto-register-device-cert.html
 */
export function checkIssuerRegistersDevices(
  { certificate }: Pick<IssuingCa, 'certificate'>,
  registered: Sampled<RegisteredCa>,
): Finding[] {
  const automatic = registered.read.filter((ca) => ca.status === 'ACTIVE' && ca.autoRegistration);
  if (certificate === undefined) {
    if (automatic.length === 0) return [];
    return [
      {
        code: 'CA_REGISTERS_DEVICES',
        severity: 'warning',
        summary: `${automatic.length === 1 ? '1 registered CA lets' : `${automatic.length} registered CAs let`} its devices register themselves; whether yours is among them cannot be told yet`,
        fix: 'name the CA that is to issue with --ca or --ca-certificate',
      },
    ];
  }
  const same = automatic.find((ca) => fingerprintOf(ca.certificatePem) === certificate.fingerprint);
  if (!same) return [];
  return [
    {
      code: 'CA_REGISTERS_DEVICES',
      severity: 'warning',
      summary: `the CA ${certificate.displayName} is registered with automatic registration: any certificate that it issued can register itself, past your template and hook${same.templateName ? ` (by the template ${same.templateName})` : ''}`,
      fix: `switch it off: \`aws iot update-ca-certificate --certificate-id ${same.certificateId} --new-auto-registration-status DISABLE\`; or issue from another CA`,
      resource: same.certificateId,
    },
  ];
}

/** Undefined for what is no certificate: then it is not that of the CA either. */
function fingerprintOf(pem: string): string | undefined {
  try {
    return createHash('sha256').update(parseCertificate(pem).der).digest('hex');
  } catch {
    return undefined;
  }
}
