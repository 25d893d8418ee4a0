import { parseCertificate } from '../csr/certificate.ts';
import type { IssuerCertificate } from '../deployment/issuer-certificate.ts';
import type { Finding } from '../finding.ts';

/** The certificate of a CA that is not an AWS Private CA, as far as these rules look at it. */
export interface IssuerFacts {
  readonly displayName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `EC P-256`, `RSA 2048`. */
  readonly keyDescription: string;
  /** Undefined: the certificate does not restrict what its key is for. */
  readonly keyUsage: readonly string[] | undefined;
}

/** Keys whose signatures AWS IoT accepts. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
const USABLE_KEYS = /^(RSA (2048|3072|4096)|EC P-(256|384|521))$/;
const DAY_MS = 86_400_000;
const SOON_DAYS = 90;
const day = (date: Date): string => date.toISOString().slice(0, 10);

/** What AUTHORITY_UNUSABLE and AUTHORITY_ENDS_SOON mean for an AWS Private CA, they mean here too. */
export function checkIssuerUsable(issuer: IssuerFacts, now: Date): Finding[] {
  const why = whyUnusable(issuer, now);
  if (why) {
    return [
      {
        code: 'AUTHORITY_UNUSABLE',
        severity: 'blocker',
        summary: `the CA ${issuer.displayName} ${why}`,
        fix: 'use a CA whose certificate is valid and may sign certificates',
      },
    ];
  }
  if (issuer.notAfter.getTime() - now.getTime() >= SOON_DAYS * DAY_MS) return [];
  return [
    {
      code: 'AUTHORITY_ENDS_SOON',
      severity: 'warning',
      summary: `the CA ${issuer.displayName} ends on ${day(issuer.notAfter)}, and no certificate can outlive it`,
      fix: 'renew the CA certificate, or prepare its successor',
    },
  ];
}

function whyUnusable({ notBefore, notAfter, keyDescription, keyUsage }: IssuerFacts, now: Date): string | undefined {
  if (!USABLE_KEYS.test(keyDescription)) return `has a key of ${keyDescription}, which AWS IoT does not accept`;
  if (notAfter <= now) return `expired on ${day(notAfter)}`;
  if (notBefore > now) return `is not valid before ${day(notBefore)}`;
  return keyUsage && !keyUsage.includes('keyCertSign') ? 'may not sign certificates (keyUsage)' : undefined;
}

/** What the rules about a CA's certificate look at. */
export function issuerFacts({ pem, displayName }: IssuerCertificate): IssuerFacts {
  const { notBefore, notAfter, keyUsage, publicKey } = parseCertificate(pem);
  return { displayName, notBefore, notAfter, keyUsage, keyDescription: publicKey.description };
}
