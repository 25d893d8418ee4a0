import type { PcaDescription } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/** Key algorithms whose signatures AWS IoT accepts on a client certificate. */
const USABLE_KEYS = /^(RSA_(2048|3072|4096)|EC_(prime256v1|secp384r1|secp521r1))$/;
const DAY_MS = 24 * 3_600_000;
const SOON_DAYS = 90;

/** Why a CA cannot issue for AWS IoT, in a few words; undefined when it can. */
export function whyUnusable(ca: PcaDescription, now: Date): string | undefined {
  if (ca.status === 'PENDING_CERTIFICATE') return 'has no certificate yet (PENDING_CERTIFICATE)';
  if (ca.status !== 'ACTIVE') return `is ${ca.status}`;
  if (!USABLE_KEYS.test(ca.keyAlgorithm)) return `has a ${ca.keyAlgorithm} key, which AWS IoT does not accept`;
  if (ca.notAfter && ca.notAfter <= now) return `expired on ${day(ca.notAfter)}`;
  return undefined;
}

/**
 * Only an ACTIVE CA with an RSA or NIST EC key issues certificates that AWS IoT takes.
 * @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_CertificateAuthority.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html
 */
export function checkAuthorityUsable(ca: PcaDescription, now: Date): Finding[] {
  const why = whyUnusable(ca, now);
  if (why) {
    return [
      {
        code: 'AUTHORITY_UNUSABLE',
        severity: 'blocker',
        summary: `the CA ${ca.displayName} ${why}`,
        fix:
          ca.status === 'PENDING_CERTIFICATE'
            ? 'install its certificate, or choose another CA'
            : 'choose another CA, or repair this one in AWS Private CA',
        resource: ca.arn,
      },
    ];
  }
  if (ca.notAfter && ca.notAfter.getTime() - now.getTime() < SOON_DAYS * DAY_MS) {
    return [
      {
        code: 'AUTHORITY_ENDS_SOON',
        severity: 'warning',
        summary: `the CA ${ca.displayName} ends on ${day(ca.notAfter)}, and no certificate can outlive it`,
        fix: 'renew the CA certificate, or prepare its successor',
        resource: ca.arn,
      },
    ];
  }
  return [];
}

const SHORT_LIVED_MAX_DAYS = 7;

/** The longest validity that a CA can give today, in whole days. */
export function maxValidityDays(ca: PcaDescription, now: Date): number {
  const untilEnd = ca.notAfter ? Math.floor((ca.notAfter.getTime() - now.getTime()) / DAY_MS) : Number.MAX_SAFE_INTEGER;
  return Math.max(0, ca.usageMode === 'SHORT_LIVED_CERTIFICATE' ? Math.min(SHORT_LIVED_MAX_DAYS, untilEnd) : untilEnd);
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
