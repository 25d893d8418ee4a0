import { invalidParameterValue } from './errors.ts';

/** A page of names in order; the marker is opaque and names the last one given, so that deletes lose nothing. */
export function page(
  names: readonly string[],
  marker: string | undefined,
  size: number,
): { readonly items: readonly string[]; readonly next: string | undefined } {
  const after = marker === undefined || marker === '' ? undefined : decodeMarker(marker);
  const rest = names.toSorted().filter((name) => after === undefined || name > after);
  const items = rest.slice(0, size);
  return { items, next: rest.length > size ? encodeMarker(items.at(-1)!) : undefined };
}

const encodeMarker = (name: string): string => Buffer.from(JSON.stringify([name])).toString('base64url');

function decodeMarker(marker: string): string {
  try {
    const [name] = JSON.parse(Buffer.from(marker, 'base64url').toString()) as unknown[];
    if (typeof name === 'string') return name;
  } catch {
    // Falls through to the refusal below.
  }
  throw invalidParameterValue('Invalid pagination token');
}
