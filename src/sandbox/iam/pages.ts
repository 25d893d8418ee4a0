import type { Call } from '../service.ts';
import { invalid } from './errors.ts';

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** One page, after the item that the marker names. IAM gives 100 at most unless asked for more, up to 1,000. */
export function pageOf<T>(
  items: readonly T[],
  { Marker, MaxItems = 100 }: PageRequest,
  call: Call,
  keyOf: (item: T) => string,
): { items: readonly T[]; IsTruncated: boolean; Marker?: string } {
  if (MaxItems < 1 || MaxItems > 1000) throw invalid('maxItems', MaxItems, 'have value less than or equal to 1000');
  const size = Math.min(MaxItems, call.settings.pageSize ?? MaxItems);
  const after = Marker === undefined ? undefined : Buffer.from(Marker, 'base64url').toString();
  if (after !== undefined && Buffer.from(after).toString('base64url') !== Marker)
    throw invalid('marker', Marker, 'be a marker that an earlier answer gave');
  const rest = items
    .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
    .filter((item) => after === undefined || keyOf(item) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  if (rest.length <= size || last === undefined) return { items: page, IsTruncated: false };
  return { items: page, IsTruncated: true, Marker: Buffer.from(keyOf(last)).toString('base64url') };
}
