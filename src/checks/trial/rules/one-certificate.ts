import { parseCertificateDer, verifyCertificateSignature, type Certificate } from '../../../csr/certificate.ts';
import { hasLongLines, hasTrailingBlanks, unreadableText } from '../../../csr/answer-pem.ts';
import { readPemBlocks, type PemBlock } from '../../../csr/pem.ts';
import { CertprovError } from '../../../errors.ts';
import { showAnswer } from '../show-text.ts';
import { trialRule, type TrialCheck } from '../trial-check.ts';

const rule = trialRule('ONE_CERTIFICATE', 'one certificate');

/** Longer than any CA's; each costs a signature to verify. */
const MAX_CHAIN = 10;
const NOT_BY_ALL = 'AWS IoT and the device get the text as it is, and not every TLS library reads that';
const TRAILING = 'there are blanks at the ends of its lines, which not every TLS library reads';
const LONG = 'its lines are longer than the 64 characters of RFC 7468, which older software does not read';
const LEAF_ONLY = "return the device's certificate only, as one PEM block of type CERTIFICATE";

/**
 * AWS's own sample returns the leaf and drops the chain; what becomes of further certificates is not documented, so a
 * chain behind the leaf is a note, and anything else behind it a failure: whoever took the second of two leaves would
 * take one that nobody judged. The first certificate is the one that all other rules judge.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html
 */
export function checkOneCertificate(certificatePem: string): {
  readonly check: TrialCheck;
  readonly certificate?: Certificate;
} {
  try {
    const { blocks, textAround } = readPemBlocks(certificatePem);
    const [first, ...others] = blocks;
    if (first === undefined) return { check: rule.fail(describeText(certificatePem), LEAF_ONLY) };
    const foreign = blocks.find(({ label }) => label !== 'CERTIFICATE');
    if (foreign) return { check: rule.fail(describeForeign(foreign), LEAF_ONLY) };
    const certificate = parseCertificateDer(first.der);
    const unreadable = unreadableText(certificatePem);
    if (unreadable !== undefined) return { check: rule.fail(`${unreadable}: ${NOT_BY_ALL}`, LEAF_ONLY), certificate };
    if (textAround)
      return { check: rule.fail('there is text before or after the certificate', LEAF_ONLY), certificate };
    const check = describeOthers(others, first, certificate);
    if (check.severity !== 'ok') return { check, certificate };
    if (hasLongLines(certificatePem)) return { check: rule.note(LONG, LEAF_ONLY), certificate };
    return { check: hasTrailingBlanks(certificatePem) ? rule.note(TRAILING, LEAF_ONLY) : check, certificate };
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    return { check: rule.fail(showAnswer(error.message, 200), LEAF_ONLY) };
  }
}

function describeOthers(others: readonly PemBlock[], first: PemBlock, leaf: Certificate): TrialCheck {
  if (others.length === 0) return rule.ok('leaf only');
  if (others.some(({ der }) => der.equals(first.der)))
    return rule.fail('the same certificate is in it twice', LEAF_ONLY);
  if (others.length > MAX_CHAIN)
    return rule.fail(`${others.length} more certificates are behind the first: no chain is that long`, LEAF_ONLY);
  const chain = others.map(({ der }) => parseCertificateDer(der));
  const stranger = chain.findIndex((issuer, index) => !hasIssued(issuer, chain[index - 1] ?? leaf));
  if (stranger >= 0)
    return rule.fail(`certificate ${stranger + 2} did not issue the one before it: this is no chain`, LEAF_ONLY);
  return rule.note(
    `a chain of ${others.length} more is behind the first: AWS does not document what becomes of it, and it takes room on the device`,
    LEAF_ONLY,
  );
}

const hasIssued = (issuer: Certificate, certificate: Certificate): boolean =>
  issuer.isCa &&
  issuer.subject.der.equals(certificate.issuer.der) &&
  verifyCertificateSignature(certificate, issuer.publicKey);

function describeForeign({ label }: PemBlock): string {
  if (label.endsWith('CERTIFICATE REQUEST')) return 'the CSR came back instead of a certificate';
  return `it holds a PEM block of type ${showAnswer(label, 60)}, not CERTIFICATE`;
}

function describeText(text: string): string {
  const start = text.trimStart().toLowerCase();
  if (start.startsWith('<')) return 'it is a web page (HTML or XML), not a certificate';
  if (/^[A-Za-z0-9+/=\s]+$/.test(text) && start.startsWith('mii'))
    return 'it is base64 without the PEM lines around it';
  return `it is not PEM: ${showAnswer(text)}`;
}
