interface PageOptions<T> {
  /** From the page before; absent for the first. */
  readonly token: string | undefined;
  readonly size: number;
  /** What the list is ordered by; no two entries have the same. */
  readonly keyOf: (item: T) => string;
  readonly isDescending?: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * A page of a list in order of its keys. The token holds the last key given, so that what is removed meanwhile loses
 * nothing else. Undefined: no answer gave that token.
 */
export function pageAfter<T>(items: readonly T[], options: PageOptions<T>): Page<T> | undefined {
  const { token, size, keyOf, isDescending = false } = options;
  const last = token === undefined ? undefined : decode(token);
  if (token !== undefined && last === undefined) return undefined;
  const isBefore = (left: string, right: string): boolean => (isDescending ? left > right : left < right);
  const rest = items
    .toSorted((left, right) => (isBefore(keyOf(left), keyOf(right)) ? -1 : 1))
    .filter((item) => last === undefined || isBefore(last, keyOf(item)));
  const page = rest.slice(0, size);
  return { items: page, next: rest.length > size ? encode(keyOf(page.at(-1)!)) : undefined };
}

const encode = (key: string): string => Buffer.from(JSON.stringify([key])).toString('base64url');

function decode(token: string): string | undefined {
  try {
    const [key] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
