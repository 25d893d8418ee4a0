import { applies } from '../iam/evaluate-policy.ts';
import { parsePolicy, statementsOf, stringsOf } from '../iam/policy-document.ts';
import { keyStateOf } from '../kms/find-key.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';

interface KeyUse {
  readonly keyArn: string;
  readonly groupArn: string;
}

/** What CloudWatch Logs does with a key. */
const ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'];

/**
 * The policy of the key has to let the service use it for this log group; what the caller may do with the key does not
 * count.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function requireKeyForLogs(state: AccountState, { keyArn, groupArn }: KeyUse, call: Call): void {
  const key = lookup(regionOf(state, call.region).kms.keys, keyArn.slice(keyArn.lastIndexOf('/') + 1));
  const isKey = key?.arn === keyArn && key.keySpec === 'SYMMETRIC_DEFAULT' && keyStateOf(key) === 'Enabled';
  if (isKey && ACTIONS.every((action) => isLet(key.policy, action, { keyArn, groupArn }, call))) return;
  throw new ServiceError(
    'AccessDeniedException',
    400,
    `The specified KMS key does not exist or is not allowed to be used with Arn '${groupArn}'`,
  );
}

function isLet(policy: string | undefined, action: string, { keyArn, groupArn }: KeyUse, { region }: Call): boolean {
  const document = policy === undefined ? undefined : parsePolicy(policy);
  const conditions = { 'kms:EncryptionContext:aws:logs:arn': groupArn };
  return (document === undefined ? [] : statementsOf(document)).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      serviceOf(statement.Principal).includes(`logs.${region}.amazonaws.com`) &&
      applies(statement, { action, resource: keyArn, conditions }),
  );
}

const serviceOf = (principal: unknown): readonly string[] =>
  typeof principal === 'object' && principal !== null ? stringsOf(Reflect.get(principal, 'Service')) : [];
