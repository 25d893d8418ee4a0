import { CertprovError } from '../errors.ts';

/** A member that AWS always returns; its absence means that something else answered. */
export function present<T>(value: T | null | undefined, member: string, action: string): T {
  if (value !== undefined && value !== null) return value;
  throw new CertprovError('AWS_NOT_AWS', `${action}: the answer does not look like AWS: it has no ${member}`, {
    fix: 'check for a proxy, and that no AWS_ENDPOINT_URL… variable and no endpoint_url of the profile names something that is not AWS',
    details: { action, definite: false },
  });
}

/**
 * A list that an answer may lack when it is empty. That is believed of an answer with AWS's own mark alone, its request
 * id: of any other server `{}` would say that there is no certificate provider.
 */
export function listed<T>(
  list: readonly T[] | null | undefined,
  { $metadata }: { readonly $metadata: { readonly requestId?: string | undefined } },
  member: string,
  action: string,
): readonly T[] {
  return list ?? ($metadata.requestId ? [] : present<readonly T[]>(undefined, member, action));
}
