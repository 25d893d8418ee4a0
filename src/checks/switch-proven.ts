import type { CertificateProvider } from '../aws/ports/ports.ts';
import type { ProofState } from '../deployment/switch-proof.ts';
import { utcTime } from '../terminal/quantity-text.ts';
import type { Finding } from '../finding.ts';

/** The last that is known of a switch, from the journals of this machine and the tag of the provider. */
export interface KnownProof {
  readonly state: ProofState | 'unknown';
  /** Of the verdict. */
  readonly at?: Date | undefined;
  /** `user/operator` */
  readonly by?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly issuer?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly knownFrom?: 'journal' | 'tag' | undefined;
  /** There is a verdict, about another function than the provider has now. */
  readonly isOutdated?: boolean | undefined;
}

/** Why nobody has proven it, as far as is written down. */
const WHY: Readonly<Record<string, string>> = {
  'under-way': 'the run that made it has recorded no canary',
  'no-canary': 'it was made with --no-canary',
  kept: 'it was kept before its canary had an answer',
  'refused-once': 'AWS IoT refused a canary that came to no end',
  'could-not-ask': 'its canary could not ask AWS IoT',
};

export const whyUnproven = ({ reason }: KnownProof): string => WHY[reason ?? ''] ?? 'no canary has proven it';

/** A switch that nobody has proven may refuse every device, and one whose last canary failed does. */
export function checkSwitchProven(proof: KnownProof, provider: CertificateProvider, wayBack: string): Finding[] {
  const resource = provider.certificateProviderArn;
  if (proof.state === 'unproven') {
    return [
      {
        code: 'SWITCH_UNPROVEN',
        severity: 'blocker',
        summary: `the switch is on and not proven: ${whyUnproven(proof)}`,
        fix: `prove it with \`certprov canary\`, or ${wayBack}`,
        resource,
      },
    ];
  }
  if (proof.state !== 'refused') return [];
  const when = proof.at ? ` of ${utcTime(proof.at)}` : '';
  const why = proof.message ?? FAILED[proof.reason ?? ''] ?? 'a device would not get what it needs';
  return [
    {
      code: 'SWITCH_REFUSED',
      severity: 'blocker',
      summary: `the last canary${when} failed: ${why}`,
      fix: `fix the function and prove it with \`certprov canary\`, or ${wayBack}`,
      resource,
    },
  ];
}

/** By the reasons of a canary's document. */
const FAILED: Readonly<Record<string, string>> = {
  refused: 'AWS IoT refused its CSR',
  'wrong-ca': 'its certificate was not of the linked CA',
  'bad-certificate': 'its certificate would not do',
  'no-answer': 'AWS IoT did not answer',
};
