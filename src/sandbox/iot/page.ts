import { invalidRequest } from './errors.ts';

export interface PageRequest {
  readonly token: string | undefined;
  readonly size: number;
  readonly ascending?: boolean | undefined;
}

/** A page of a list in order of its keys; the token names the last key given. */
export function page<T>(
  entries: Readonly<Record<string, T>>,
  { token, size, ascending }: PageRequest,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const keys = Object.keys(entries).toSorted();
  if (ascending === false) keys.reverse();
  const start = token === undefined || token === '' ? 0 : keys.indexOf(decode(token)) + 1;
  if (token !== undefined && token !== '' && start === 0) throw invalidRequest('The pagination token is not valid');
  const chosen = keys.slice(start, start + size);
  const hasMore = start + size < keys.length;
  return { items: chosen.map((key) => entries[key]!), next: hasMore ? encode(chosen.at(-1)!) : undefined };
}

const encode = (key: string): string => Buffer.from(key).toString('base64url');
const decode = (token: string): string => Buffer.from(token, 'base64url').toString();
