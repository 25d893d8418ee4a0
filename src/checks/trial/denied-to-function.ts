import { type AccessDenied, accessDeniedFix, parseAccessDenied } from '../../aws/failure/access-denied.ts';
import { AWS_SAYS } from '../../aws/failure/recorded-messages.ts';
import { parseArn } from '../../aws/arn.ts';
import { shareFix } from '../authority-shared.ts';

/** What AWS refused to a function, as far as its message is AWS's sentence. */
export const readDenial = (message: string): AccessDenied | undefined =>
  AWS_SAYS.notAuthorized.pattern.test(message) ? parseAccessDenied(message, 'the call') : undefined;

/** As the built-in signer adds it to AWS's sentence, which does not name it. */
const ASKED_BY = /\(asked by the template ([\w/]+)\)/;

/**
 * Only what a policy of the function's own role lacks is for its role to be given; who has to be asked for the rest is
 * in AWS's sentence.
 */
export function deniedFix(message: string): string {
  const denied = readDenial(message);
  if (denied === undefined || denied.policyType === undefined || lacksIdentityPolicy(denied))
    return "allow the function's execution role what the message names";
  if (denied.policyType === 'resource-based' && denied.action === 'acm-pca:IssueCertificate')
    return shareFix(ASKED_BY.exec(message)?.[1], parseArn(denied.resource ?? '')?.account, 'deployed');
  return accessDeniedFix(denied);
}

const lacksIdentityPolicy = ({ policyType, explicitDeny }: AccessDenied): boolean =>
  policyType === 'identity-based' && !explicitDeny;

/**
 * Whether a refusal can be over in a moment, because a policy that was just put on a role has not spread yet: not one
 * that a policy which denies, or a policy of somebody else, has made.
 */
export function mayPassBySpreading(message: string): boolean {
  const denied = parseAccessDenied(message, 'the call');
  return denied.policyType === undefined ? !denied.explicitDeny : lacksIdentityPolicy(denied);
}
