import { decideAccess } from '../iam/authorize.ts';
import type { Call } from '../service.ts';
import { ServiceError } from '../service.ts';

/**
 * Secrets are encrypted with aws/secretsmanager, whose own policy lets everybody of the account use it by way of Secrets
 * Manager: only what denies it, or a service control policy that does not allow it, stands in the way.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export async function requireKey(action: 'kms:GenerateDataKey' | 'kms:Decrypt', call: Call): Promise<void> {
  const { region, account } = call;
  const request = {
    action,
    resource: `arn:aws:kms:${region}:${account}:key/aws-secretsmanager`,
    conditions: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com`, 'aws:RequestedRegion': region },
  };
  const verdict = await call.store.read((state) => decideAccess(state, call, request));
  if (verdict.decision === 'explicitDeny' || (verdict.decision !== 'allowed' && verdict.by === 'service-control'))
    throw new ServiceError('AccessDeniedException', 400, 'Access to KMS is not allowed');
}
