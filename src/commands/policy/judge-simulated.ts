import type { SimulatedAction } from '../../aws/ports/ports.ts';

export type Verdict = 'allowed' | 'denied' | 'unknown';

export interface Judged {
  readonly verdict: Verdict;
  /** Why it is not allowed, or not known; a part of a sentence. */
  readonly reason?: string;
  /** A statement that allows it would not help. */
  readonly isOutweighed?: boolean;
}

/** What a policy of the resource itself may allow, to somebody whose own policies do not. */
const HAVE_RESOURCE_POLICIES =
  /^(kms:(?!CreateKey|List(Keys|Aliases))|secretsmanager:(?!CreateSecret|ListSecrets)|acm-pca:(?!ListCert))/;

export interface JudgeOptions {
  /** The function exists, and its own policy names somebody besides AWS services. */
  readonly isFunctionShared: boolean;
}

/** How a reason begins that only an organization can change. */
export const BY_ORGANIZATION = 'a service control policy denies it';

const DENIED: Judged = { verdict: 'denied', reason: 'a policy denies it', isOutweighed: true };

/**
 * A simulation sees no policy of a session, reads conditions of service control policies unreliably, and has only the
 * context that it is given: what rests on one of these is not known.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
export function judgeSimulated(simulated: SimulatedAction | undefined, options: JudgeOptions): Judged {
  if (simulated === undefined) return { verdict: 'unknown', reason: 'IAM gave no answer for it' };
  const { action, decision, missingContext, allowedByOrganizations, allowedByBoundary } = simulated;
  if (decision === 'explicitDeny' && simulated.isByStatement && missingContext.length === 0) return DENIED;
  if (missingContext.length > 0) {
    const keys = missingContext.join(', ');
    return { verdict: 'unknown', reason: `a condition on ${keys} decides, which only the call itself shows` };
  }
  if (decision === 'allowed') return { verdict: 'allowed' };
  if (allowedByOrganizations === false) {
    const reason = `${BY_ORGANIZATION} in the simulation, which reads their conditions unreliably`;
    return { verdict: 'unknown', reason };
  }
  if (allowedByBoundary === false)
    return { verdict: 'denied', reason: 'the permissions boundary does not allow it', isOutweighed: true };
  if (decision === 'explicitDeny') return DENIED;
  const mayBeAllowed = action.startsWith('lambda:') ? options.isFunctionShared : HAVE_RESOURCE_POLICIES.test(action);
  if (mayBeAllowed) {
    const reason = 'your own policies do not allow it, and whether that of the resource does is not simulated';
    return { verdict: 'unknown', reason };
  }
  return { verdict: 'denied', reason: 'no policy allows it' };
}
