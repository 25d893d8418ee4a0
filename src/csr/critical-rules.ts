import { EXTENSION, type Extension } from './extensions.ts';
import { extensionName, isKnownExtension, malformedContent, MORE_EXTENSIONS } from './extension-content.ts';

const MUST_NOT: readonly string[] = [EXTENSION.authorityKeyIdentifier, EXTENSION.subjectKeyIdentifier];
/** Acted on by every TLS stack that checks a chain: what OpenSSL's X509_supported_extension has of those known here. */
const HANDLED: readonly string[] = [
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.crlDistributionPoints,
  EXTENSION.certificatePolicies,
  MORE_EXTENSIONS.policyMappings,
  MORE_EXTENSIONS.policyConstraints,
  MORE_EXTENSIONS.inhibitAnyPolicy,
  EXTENSION.extendedKeyUsage,
  MORE_EXTENSIONS.netscapeCertType,
  MORE_EXTENSIONS.ocspNoCheck,
];
const POLICIES: readonly string[] = [
  EXTENSION.certificatePolicies,
  MORE_EXTENSIONS.policyMappings,
  MORE_EXTENSIONS.policyConstraints,
  MORE_EXTENSIONS.inhibitAnyPolicy,
  EXTENSION.crlDistributionPoints,
];

interface CriticalVerdict {
  readonly fault?: string;
  readonly oddity?: string;
}

/**
 * RFC 5280 §4.2: a verifier refuses a critical extension that it does not recognise, or whose content it cannot process.
 * That an extension is known is not enough: OpenSSL and Go refuse some that must not be critical at all.
 */
export function judgeCritical(extensions: readonly Extension[]): CriticalVerdict {
  const critical = extensions.filter((extension) => extension.critical);
  for (const extension of critical) {
    const { oid } = extension;
    const problem = malformedContent(extension);
    if (problem !== undefined) return { fault: `a critical extension cannot be processed: ${problem}` };
    if (!isKnownExtension(oid)) return { fault: `extension ${named(oid)} is critical, and TLS stacks do not know it` };
    if (!HANDLED.includes(oid) && !MUST_NOT.includes(oid))
      return { fault: `extension ${named(oid)} is critical, and TLS stacks refuse what they do not act on` };
  }
  const misplaced = critical.find(({ oid }) => MUST_NOT.includes(oid));
  if (misplaced)
    return {
      oddity: `extension ${named(misplaced.oid)} is critical: RFC 5280 forbids it, and OpenSSL and Go refuse it`,
    };
  const policy = critical.find(({ oid }) => POLICIES.includes(oid));
  return policy ? { oddity: `extension ${named(policy.oid)} is critical, and small TLS stacks refuse it` } : {};
}

/** The OID of an extension that is there more than once. */
export function repeatedExtension(extensions: readonly Extension[]): string | undefined {
  const seen = new Set<string>();
  return extensions.find(({ oid }) => seen.size === seen.add(oid).size)?.oid;
}

const OTHER_NAMES: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.11129.2.4.3': 'Certificate Transparency poison',
};

function named(oid: string): string {
  const name = extensionName(oid) ?? OTHER_NAMES[oid];
  return name === undefined ? oid : `${oid} (${name})`;
}
