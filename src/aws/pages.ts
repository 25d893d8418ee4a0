import { CertprovError } from '../errors.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent on the last one. */
  readonly next: string | undefined;
}

/** More than any account holds: 100,000 functions at 50 a page. */
const MAX_PAGES = 2_000;

/** Page after page, each asked for only when wanted. A server that goes round in circles is told from a long list. */
export async function* pages<T>(
  action: string,
  fetch: (token: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], void> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items, next } = await fetch(token);
    yield items;
    if (next !== undefined && (seen.has(next) || seen.size >= MAX_PAGES)) {
      throw new CertprovError('AWS_NOT_AWS', `${action}: the pages of the answer do not end`, {
        details: { action, definite: true },
      });
    }
    if (next !== undefined) seen.add(next);
    token = next;
  } while (token !== undefined);
}

/** All that a list has, where it is short or every part of it counts. */
export async function allPages<T>(list: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of list) all.push(...page);
  return all;
}
