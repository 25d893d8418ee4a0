import { parseArn } from '../arn.ts';

/** Where the refused call went, as far as it is known. */
interface DeniedIn {
  /** ARN of whoever called. */
  readonly caller: string | undefined;
  readonly action: string;
  readonly region: string | undefined;
}

/** A role as IAM names it in its refusals. */
export const deniedRole = (roleName: string): string => `role ${roleName}`;

/** As IAM takes it in a statement. */
export const isPolicyResource = (named: string | undefined): boolean =>
  named !== undefined && (named === '*' || parseArn(named) !== undefined);

/**
 * What a statement has to name, from what AWS named: IAM says `role NAME`, and Secrets Manager the name as the request had
 * it; a policy takes ARNs and `*` alone. Undefined: it cannot be told.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function policyResource(
  named: string | undefined,
  { caller, action, region }: DeniedIn,
): string | readonly string[] | undefined {
  if (named === undefined || isPolicyResource(named)) return named;
  const { partition, account } = parseArn(caller ?? '') ?? {};
  if (partition === undefined || !account) return undefined;
  const [, kind, name] = /^(role|user|group) (\S+)$/.exec(named) ?? [];
  if (kind && name) {
    const arn = (path: string): string => `arn:${partition}:iam::${account}:${kind}/${path}${name}`;
    // Somebody else's may have a path, of which AWS says nothing here.
    return /^iam:(?:Get|List)/.test(action) ? [arn(''), arn('*/')] : arn('');
  }
  const isSecret = action.startsWith('secretsmanager:') && region !== undefined && /^[\w/+=.@-]+$/.test(named);
  return isSecret ? `arn:${partition}:secretsmanager:${region}:${account}:secret:${named}-??????` : undefined;
}
