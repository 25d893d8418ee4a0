import { checkCaCanary, type CaCanary } from '../../checks/ca-canary.ts';
import type { Finding } from '../../finding.ts';
import { checkIssuerUsable, issuerFacts } from '../../checks/issuer-usable.ts';
import { checkVpcAttachment } from '../../checks/vpc-attachment.ts';
import { parseCertificate } from '../../csr/certificate.ts';
import { paragraph } from '../../terminal/paragraph.ts';
import type { StepTools } from '../step.ts';
import { connectExternal } from './connect-external.ts';
import type { LinkedExternal } from './external-answer.ts';
import { sendCaCanary } from './send-ca-canary.ts';

/** Before it is asked, since a CA may bill it. */
const ANNOUNCEMENT =
  'The CA signs a canary from this machine: one real certificate, no device touched (--no-ca-canary leaves it out).';

export interface ExternalFacts {
  readonly canary: CaCanary;
  /** DER SubjectPublicKeyInfo of the KMS key. */
  readonly keySpki: Buffer | undefined;
}

export async function inspectExternal(
  answer: LinkedExternal,
  wantsCanary: boolean,
  { aws, now, output }: StepTools,
): Promise<ExternalFacts> {
  const { config, issuer, validityDays } = answer;
  const keySpki = config.kind === 'kms' ? await aws.publicKeyOf(config.keyArn) : undefined;
  const authority = wantsCanary ? await connectExternal(answer, issuer.notAfter) : undefined;
  if (authority) output.say(paragraph(ANNOUNCEMENT, output.columns));
  const canary: CaCanary = authority
    ? await sendCaCanary(authority, parseCertificate(issuer.pem), validityDays, now)
    : { outcome: 'skipped', why: wantsCanary ? 'the trial signing asks it' : 'as asked' };
  return { canary, keySpki };
}

export function checkExternal(answer: LinkedExternal, facts: ExternalFacts, now: Date): Finding[] {
  const { config, issuer, validityDays, vpc } = answer;
  const findings = [
    ...checkIssuerUsable(issuerFacts(issuer), now),
    ...checkCaCanary(facts.canary, { caName: issuer.displayName, validityDays, kind: config.kind }, now),
    ...checkVpcAttachment(vpc, config.kind === 'kms' ? 'AWS KMS' : 'AWS Secrets Manager'),
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
