import { parseCertificate, type Certificate } from '../csr/certificate.ts';
import type { IssuerCertificate } from '../deployment/issuer-certificate.ts';
import type { Finding } from '../finding.ts';
import { linkedCaFault } from './linked-ca-rules.ts';

/** The certificate of a CA that is not an AWS Private CA. */
export interface IssuerFacts {
  readonly displayName: string;
  readonly certificate: Certificate;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 90;
const day = (date: Date): string => date.toISOString().slice(0, 10);

/**
 * What AUTHORITY_UNUSABLE and AUTHORITY_ENDS_SOON mean for an AWS Private CA, they mean here too; and a CA that a trial
 * would refuse (LINKED_CA_IN_ORDER) is refused when it is chosen.
 */
export function checkIssuerUsable({ displayName, certificate }: IssuerFacts, now: Date): Finding[] {
  const why = linkedCaFault(certificate, now);
  if (why !== undefined) {
    return [
      {
        code: 'AUTHORITY_UNUSABLE',
        severity: 'blocker',
        summary: `the CA ${displayName} cannot issue for devices: ${why}`,
        fix: 'use a CA whose certificate is valid and may sign certificates for clients, with a key that AWS IoT takes',
      },
    ];
  }
  if (certificate.notAfter.getTime() - now.getTime() >= SOON_DAYS * DAY_MS) return [];
  return [
    {
      code: 'AUTHORITY_ENDS_SOON',
      severity: 'warning',
      summary: `the CA ${displayName} ends on ${day(certificate.notAfter)}, and no certificate can outlive it`,
      fix: 'renew the CA certificate, or prepare its successor',
    },
  ];
}

/** What the rules about a CA's certificate look at. */
export const issuerFacts = ({ pem, displayName }: IssuerCertificate): IssuerFacts => ({
  displayName,
  certificate: parseCertificate(pem),
});
