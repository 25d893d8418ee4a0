/** A request as it arrived: nothing decoded, so that its signature can be verified. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  /** Percent-encoded, without `?`. */
  readonly query: string;
  /** Lower-case names; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** Percent-decoding that takes a stray `%` as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Name and value pairs of a query or a form, decoded. */
export function pairsOf(
  query: string,
  options: { readonly plusIsSpace: boolean },
): (readonly [name: string, value: string])[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const text = options.plusIsSpace ? part.replaceAll('+', ' ') : part;
      const at = text.indexOf('=');
      return at < 0
        ? [percentDecoded(text), '']
        : [percentDecoded(text.slice(0, at)), percentDecoded(text.slice(at + 1))];
    });
}
