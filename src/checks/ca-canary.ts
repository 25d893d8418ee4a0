import type { SubjectComparison } from '../csr/compare.ts';
import type { Finding } from '../finding.ts';

/** What the CA's own server did with a CSR that was made to be awkward. */
export type CaCanary =
  | { readonly outcome: 'skipped'; readonly why: string }
  | { readonly outcome: 'unreachable'; readonly why: string }
  | { readonly outcome: 'refused'; readonly why: string }
  | CaCanaryCertificate;

export interface CaCanaryCertificate {
  readonly outcome: 'issued';
  /** Milliseconds of the CA, from this machine. */
  readonly authorityMs: number;
  readonly serialNumber: string;
  readonly subject: SubjectComparison;
  /** As the CSR had it, and as the certificate has it. */
  readonly subjectAsked: string;
  readonly subjectGiven: string;
  readonly isSameKey: boolean;
  readonly isIssuedByLinked: boolean;
  readonly issuerName: string;
  readonly notAfter: Date;
}

interface CanaryQuestion {
  readonly caName: string;
  readonly validityDays: number;
  /** For the fix where the subject is changed. */
  readonly kind: string;
}

const DAY_MS = 86_400_000;

/** Traps of CAs that a fleet would find out about later (each seen at a real server). */
export function checkCaCanary(canary: CaCanary, { caName, validityDays, kind }: CanaryQuestion, now: Date): Finding[] {
  switch (canary.outcome) {
    case 'skipped':
      return [];
    case 'unreachable':
      return [
        {
          code: 'AUTHORITY_NOT_REACHED',
          severity: 'warning',
          summary: `${caName} could not be asked from this machine: ${canary.why}`,
          fix: 'check the URL and the network; the trial signing asks it from the function',
        },
      ];
    case 'refused':
      return [
        {
          code: 'AUTHORITY_REFUSES',
          severity: 'blocker',
          summary: `${caName} does not issue: ${canary.why}`,
          fix: 'check the credentials and what they are allowed at the CA',
        },
      ];
    default:
      return [...checkIssued(canary, caName, kind), ...checkValidity(canary, validityDays, now)];
  }
}

function checkIssued(canary: CaCanaryCertificate, caName: string, kind: string): Finding[] {
  const findings: Finding[] = [];
  if (!canary.isSameKey) {
    findings.push({
      code: 'AUTHORITY_CHANGES_KEY',
      severity: 'blocker',
      summary: `${caName} certified another public key than that of the CSR`,
      fix: 'have the CA sign the key of the CSR: AWS IoT refuses any other',
    });
  }
  if (!canary.isIssuedByLinked) {
    findings.push({
      code: 'AUTHORITY_ISSUER_DIFFERS',
      severity: 'blocker',
      summary: `the canary was issued by ${canary.issuerName}, which is not the CA certificate that was given`,
      fix: 'pass the certificate of the CA that really issues with --ca-certificate',
    });
  }
  if (canary.subject === 'different') {
    findings.push({
      code: 'AUTHORITY_CHANGES_SUBJECT',
      severity: 'blocker',
      summary: `${caName} changes the subject: ${canary.subjectAsked} became ${canary.subjectGiven}`,
      fix: SUBJECT_FIXES[kind] ?? 'set the CA to take the subject of the CSR as it is: AWS IoT refuses another',
    });
  }
  if (canary.subject === 'same-text') {
    findings.push({
      code: 'AUTHORITY_REWRITES_SUBJECT',
      severity: 'warning',
      summary: `${caName} writes the same subject in other bytes, and nobody has confirmed how AWS IoT compares`,
      fix:
        REWRITE_FIXES[kind] ??
        'have devices write their subjects as PrintableString, or try it in a test account first',
    });
  }
  return findings;
}

/** By kind of CA: what keeps the subject. */
const SUBJECT_FIXES: Readonly<Record<string, string>> = {
  'step-ca':
    'give the provisioner this x509 template, since the default one keeps the CN only: {"subject": {{ toJson .Insecure.CR.Subject }}, "rawSubject": {{ toJson .Insecure.CR.RawSubject }}, "keyUsage": ["digitalSignature"], "extKeyUsage": ["clientAuth"]}',
  vault: 'use a role with sign-verbatim: sign builds a subject of its own',
};

const REWRITE_FIXES: Readonly<Record<string, string>> = {
  'step-ca':
    'add "rawSubject": {{ toJson .Insecure.CR.RawSubject }} to the template of the provisioner: it keeps the bytes',
};

function checkValidity({ notAfter }: CaCanaryCertificate, validityDays: number, now: Date): Finding[] {
  const days = Math.round((notAfter.getTime() - now.getTime()) / DAY_MS);
  if (days >= validityDays) return [];
  return [
    {
      code: 'AUTHORITY_CAPS_VALIDITY',
      severity: 'warning',
      summary: `${validityDays} days were asked for, and the CA gave ${days}: until ${notAfter.toISOString().slice(0, 10)}`,
      fix: 'raise the maximum at the CA, or have devices renew in time',
    },
  ];
}
