import { randomBytes } from 'node:crypto';
import { AuthorityError, type AuthorityErrorCode } from '../../authority/authority-error.ts';
import type { CertificateAuthority } from '../../authority/authority.ts';
import { checkCaCanary, type CaCanary } from '../../checks/ca-canary.ts';
import { checkIssuerUsable, issuerFacts } from '../../checks/issuer-usable.ts';
import { buildCertificationRequest, generateKey } from '../../csr/build-certification-request.ts';
import { type Certificate, parseCertificate, verifyCertificateSignature } from '../../csr/certificate.ts';
import { parseCertificationRequest } from '../../csr/certification-request.ts';
import { compareSubject, samePublicKey } from '../../csr/compare.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import { describeExternal } from '../../deployment/deployed-signer.ts';
import { CertprovError } from '../../errors.ts';
import type { Finding } from '../../finding.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import type { StepTools } from '../step.ts';
import { connectExternal } from './connect-external.ts';
import type { LinkedExternal } from './external.ts';

/** Said before the CA is asked, since it may charge for the certificate. */
const ANNOUNCEMENT =
  'The CA signs a canary from this machine: one real certificate, no device touched (--no-ca-canary leaves it out).';

export interface ExternalFacts {
  readonly canary: CaCanary;
  /** DER SubjectPublicKeyInfo of the KMS key. */
  readonly keySpki: Buffer | undefined;
}

/** A person is waiting here and not a device, so there is more time. */
const LIMIT_MS = 10_000;

/** The network between this machine and the CA need not be that of the function. */
const NETWORK: readonly AuthorityErrorCode[] = ['AUTHORITY_UNREACHABLE', 'AUTHORITY_TIMEOUT'];

/**
 * Has the CA sign one CSR of the kind that comes back changed: an O and a CN in UTF8String, as OpenSSL writes them, and a
 * serial number. It issues one real certificate.
 */
async function sendCaCanary(
  authority: CertificateAuthority,
  issuer: Certificate,
  validityDays: number,
  now: () => Date,
): Promise<CaCanary> {
  const name = `certprov-canary-${randomBytes(2).toString('hex')}`;
  const { privateKey } = await generateKey('ec-p256');
  const subject = encodeName([
    [{ type: 'O', value: 'certprov canary' }],
    [{ type: 'CN', value: name }],
    [{ type: '2.5.4.5', value: '0001' }],
  ]);
  const csr = parseCertificationRequest(buildCertificationRequest({ subject, privateKey }).der);
  try {
    const issued = await authority.issueCertificate({
      csr,
      validityDays,
      deadline: now().getTime() + LIMIT_MS,
      principalId: name,
      clientId: name,
    });
    const certificate = parseCertificate(issued.certificatePem);
    return {
      outcome: 'issued',
      authorityMs: Math.round(issued.authorityMs),
      serialNumber: certificate.serialNumber,
      subject: compareSubject(certificate.subject, csr.subject),
      subjectAsked: csr.subject.text,
      subjectGiven: certificate.subject.text,
      isSameKey: samePublicKey(certificate.publicKey, csr.publicKey),
      isIssuedByLinked:
        certificate.issuer.der.equals(issuer.subject.der) && verifyCertificateSignature(certificate, issuer.publicKey),
      issuerName: certificate.issuer.text,
      notAfter: certificate.notAfter,
    };
  } catch (error) {
    if (error instanceof AuthorityError) {
      return { outcome: NETWORK.includes(error.code) ? 'unreachable' : 'refused', why: error.message };
    }
    if (error instanceof CertprovError) return { outcome: 'refused', why: `it answered with ${error.message}` };
    throw error;
  }
}

export async function inspectExternal(
  answer: LinkedExternal,
  wantsCanary: boolean,
  { aws, now, output, once }: StepTools,
): Promise<ExternalFacts> {
  const { config, issuer, validityDays } = answer;
  const keySpki = config.kind === 'kms' ? await aws.publicKeyOf(config.keyArn) : undefined;
  const authority = wantsCanary ? await connectExternal(answer, issuer.notAfter) : undefined;
  if (authority) output.say(paragraph(ANNOUNCEMENT, output.columns));
  const canary: CaCanary = authority
    ? await once(JSON.stringify({ ...answer, canary: true }), () =>
        sendCaCanary(authority, parseCertificate(issuer.pem), validityDays, now),
      )
    : { outcome: 'skipped', why: wantsCanary ? 'the trial signing asks it' : 'as asked' };
  return { canary, keySpki };
}

export function checkExternal(answer: LinkedExternal, facts: ExternalFacts, now: Date): Finding[] {
  const { config, issuer, validityDays } = answer;
  const findings = [
    ...checkIssuerUsable(issuerFacts(issuer), now),
    ...checkCaCanary(facts.canary, { caName: issuer.displayName, validityDays, kind: config.kind }, now),
  ];
  if (facts.keySpki && !facts.keySpki.equals(parseCertificate(issuer.pem).publicKey.spkiDer)) {
    findings.push({
      code: 'AUTHORITY_KEY_DIFFERS',
      severity: 'blocker',
      summary: `the KMS key is not the key of the CA certificate ${issuer.displayName}`,
      fix: 'pass the certificate that was made for this key with --ca-certificate, or the key of this certificate',
    });
  }
  if (config.kind === 'secret') {
    findings.push({
      code: 'CA_KEY_IN_SECRET',
      severity: 'warning',
      summary: `whoever may read the secret ${config.secretName} owns the CA`,
      fix: 'let nobody but the role of the signer read it, or keep the key in KMS',
    });
  }
  return findings;
}

const SUBJECT = {
  'exact-der': 'kept byte for byte',
  'same-text': 'kept as a text, in other bytes',
  different: 'changed',
} as const;

/** What was linked, and what the CA did with the canary. */
export function showExternal(
  { config, issuer, validityDays }: LinkedExternal,
  facts: ExternalFacts | undefined,
  say: (text: string) => void,
): void {
  say(safeText(describeExternal(config)));
  say(`${safeText(issuer.displayName)} · until ${issuer.notAfter.toISOString().slice(0, 10)}`);
  say(`certificates valid for ${validityDays === 1 ? '1 day' : `${validityDays} days`}`);
  if (facts?.canary.outcome === 'issued') {
    const { authorityMs, serialNumber, subject } = facts.canary;
    say(`canary: issued in ${authorityMs} ms, serial ${serialNumber}`);
    say(`its subject was ${SUBJECT[subject]}`);
  }
}
