import type { Way } from './ways.ts';
import type { Kit, Target } from './kit/kit.ts';
import type { Answers } from './questions.ts';

/** One way of provisioning: what it is, and the artefacts that it takes. */
export interface Outcome {
  readonly way: Way;
  readonly name: string;
  readonly inShort: string;
  /** What you do once, in the account and in the factory. */
  readonly setUp: readonly string[];
  /** What the firmware does. */
  readonly deviceLogic: readonly string[];
  readonly risks: readonly string[];
  /** What people fall into; shown as a warning. */
  readonly trap?: string;
  readonly provider: ProviderEffect;
  readonly sources: readonly string[];
  kit(target: Target, answers: Answers): Kit;
}

/** What a certificate provider changes for it. */
interface ProviderEffect {
  readonly affected: 'yes' | 'no' | 'probably not';
  readonly says: string;
}

export const GUIDE = 'https://docs.aws.amazon.com/iot/latest/developerguide';
export const WHITEPAPER =
  'https://docs.aws.amazon.com/whitepapers/latest/device-manufacturing-provisioning/provisioning-identity-in-aws-iot-core-for-device-connections.html';

/** AWS's trap for whoever wants a certificate provider to matter. */
export const CLAIM_POLICY_TRAP =
  "The claim policy in AWS's guide allows $aws/certificates/create/* only. That is the call with which AWS makes the key as well, and which no certificate provider concerns: a fleet set up from it never sends a CSR. The policy written here allows $aws/certificates/create-from-csr/*.";
