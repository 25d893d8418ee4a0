import { pageAfter } from '../page-after.ts';
import type { Call } from '../service.ts';
import { constraintViolated, invalidMarker } from './errors.ts';

export interface PageInput {
  readonly Limit?: number;
  readonly Marker?: string;
}

interface PageRule<T> {
  /** What Limit may be at most, and what it is when the request has none. */
  readonly most: number;
  readonly usual: number;
  readonly keyOf: (item: T) => string;
}

/** Truncated and NextMarker as all lists of KMS have them. */
export function page<T>(
  items: readonly T[],
  { Limit, Marker }: PageInput,
  { most, usual, keyOf }: PageRule<T>,
  call: Call,
): { readonly items: readonly T[]; readonly Truncated: boolean; readonly NextMarker: string | undefined } {
  const limit = Limit ?? usual;
  if (limit > most) throw constraintViolated('limit', `have value less than or equal to ${most}`, limit);
  const size = Math.min(limit, call.settings.pageSize ?? limit);
  const found = pageAfter(items, { token: Marker, size, keyOf });
  if (found === undefined) throw invalidMarker('The marker is not one that an earlier answer gave.');
  return { items: found.items, Truncated: found.next !== undefined, NextMarker: found.next };
}
