import { randomUUID } from 'node:crypto';
import { createCertificateProvider } from '../actions/kinds/create-certificate-provider.ts';
import { checkProviderSlot } from '../checks/provider-slot.ts';
import { usageInvalid } from '../errors.ts';
import { tagsFor, type LandingZone } from '../deployment/landing-zone.ts';
import { AUTHORITY } from '../deployment/ownership.ts';
import { PROOF, proofTag } from '../deployment/proof-tag.ts';
import type { SigningNow } from './explain-signing.ts';
import type { AuthorityAnswer } from './link-authority.ts';
import type { Step } from './step.ts';

interface EnableInput {
  readonly runId: string;
  /** `user/operator`, for whoever finds it unproven. */
  readonly by: string;
  readonly providerName: string;
  readonly functionArn: string;
  readonly authority: AuthorityAnswer;
  readonly signing: SigningNow;
  readonly landing: LandingZone;
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateProvider.html */
export function assertProviderName(name: string): void {
  if (!/^[\w=,@-]{1,128}$/.test(name)) {
    throw usageInvalid(`--provider-name ${name} is not valid: 1 to 128 letters, digits or _ = , @ -`);
  }
}

/** The one change that reaches the fleet. */
export const enableProvider: Step<EnableInput, undefined, undefined> = {
  id: 'enable-provider',
  title: 'Enable',

  ask: async () => undefined,
  inspect: async () => undefined,

  check: ({ providerName, functionArn, signing }) =>
    checkProviderSlot(signing.providers, { name: providerName, functionArn }),

  plan: ({ runId, by, providerName, functionArn, authority, landing }) => [
    createCertificateProvider.with({
      certificateProviderName: providerName,
      lambdaFunctionArn: functionArn,
      clientToken: randomUUID(),
      // From its first moment on it says of itself that nobody has proven it.
      tags: tagsFor(landing, runId, {
        [AUTHORITY]: authorityTag(authority),
        [PROOF]: proofTag({ proof: 'unproven', by }),
      }),
    }),
  ],
};

/** What `status` needs in order to know the linked CA again. */
const authorityTag = (authority: AuthorityAnswer): string =>
  authority.kind === 'acm-pca' ? authority.authority.arn : `sha256:${authority.issuer.fingerprint}`;
