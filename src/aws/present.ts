import { CertprovError } from '../errors.ts';

/** A member that AWS always returns; its absence means that something else answered. */
export function present<T>(value: T | null | undefined, member: string, action: string): T {
  if (value !== undefined && value !== null) return value;
  throw new CertprovError('AWS_NOT_AWS', `${action}: the answer does not look like AWS: it has no ${member}`, {
    fix: 'check for a proxy, or an endpoint in AWS_ENDPOINT_URL that is not AWS',
    details: { action, definite: false },
  });
}
