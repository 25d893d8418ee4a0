import type { Json } from '../../terminal/output.ts';

/** What came as JSON or CBOR, as a document can hold it; CBOR has more kinds of values. */
export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value, withoutBytes) ?? 'null') as Json;

const withoutBytes = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? `(${value.length} bytes)` : value;
