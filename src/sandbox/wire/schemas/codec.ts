import type { NormalizedSchema } from '@smithy/core/schema';

/** A value on the wire that does not fit its shape; the protocol makes the service's own error of it. */
export class ShapeMismatch extends Error {
  override readonly name = 'ShapeMismatch';
}

/** `date`: handlers see Dates. `epoch`: handlers see seconds since 1970, as awsJson writes them. */
export type TimestampForm = 'date' | 'epoch';

interface CodecOptions {
  readonly timestamps: TimestampForm;
  /** The member's name on the wire; the SDK's name when absent. */
  readonly wireName?: (name: string, member: NormalizedSchema) => string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const mismatch = (where: string, expected: string): ShapeMismatch =>
  new ShapeMismatch(`${where || 'the body'} must be ${expected}`);
const below = (where: string, name: string): string => (where === '' ? name : `${where}.${name}`);

/** JSON (or CBOR read into objects) to the SDK's members. Null counts as absent, unknown members are dropped. */
export function decode(schema: NormalizedSchema, value: unknown, options: CodecOptions, where = ''): unknown {
  if (schema.isStructSchema()) return decodeStruct(schema, value, options, where);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw mismatch(where, 'a list');
    const member = schema.getValueSchema();
    return value
      .filter((item) => item !== null)
      .map((item, index) => decode(member, item, options, `${where}.${index + 1}.member`));
  }
  if (schema.isMapSchema()) {
    if (!isRecord(value)) throw mismatch(where, 'a map');
    const member = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) =>
        item === null ? [] : [[key, decode(member, item, options, below(where, key))]],
      ),
    );
  }
  return decodeScalar(schema, value, options, where);
}

function decodeStruct(schema: NormalizedSchema, value: unknown, options: CodecOptions, where: string): object {
  if (!isRecord(value)) throw mismatch(where, 'a structure');
  const decoded: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const item = value[options.wireName?.(name, member) ?? name];
    if (item !== undefined && item !== null) decoded[name] = decode(member, item, options, below(where, name));
  }
  return decoded;
}

function decodeScalar(schema: NormalizedSchema, value: unknown, options: CodecOptions, where: string): unknown {
  if (schema.isBlobSchema()) {
    if (value instanceof Uint8Array) return value;
    if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw mismatch(where, 'base64');
    return new Uint8Array(Buffer.from(value, 'base64'));
  }
  if (schema.isTimestampSchema()) {
    const seconds =
      typeof value === 'number'
        ? value
        : value instanceof Date
          ? value.getTime() / 1000
          : Date.parse(String(value)) / 1000;
    if (!Number.isFinite(seconds)) throw mismatch(where, 'a time');
    return options.timestamps === 'date' ? new Date(seconds * 1000) : seconds;
  }
  if (schema.isBooleanSchema() && typeof value !== 'boolean') throw mismatch(where, 'true or false');
  if (schema.isNumericSchema() && typeof value !== 'number') throw mismatch(where, 'a number');
  if (schema.isStringSchema() && typeof value !== 'string') throw mismatch(where, 'a string');
  return value;
}

export interface EncodeOptions {
  readonly wireName?: (name: string, member: NormalizedSchema) => string;
  readonly timestamp: (at: Date, schema: NormalizedSchema) => unknown;
  readonly blob: (bytes: Uint8Array) => unknown;
}

/** The SDK's members to what is written; undefined and unknown members are left out. */
export function encode(schema: NormalizedSchema, value: unknown, options: EncodeOptions): unknown {
  if (schema.isStructSchema() && isRecord(value)) {
    const encoded: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const item = value[name];
      if (item !== undefined && item !== null)
        encoded[options.wireName?.(name, member) ?? name] = encode(member, item, options);
    }
    return encoded;
  }
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((item) => encode(schema.getValueSchema(), item, options));
  if (schema.isMapSchema() && isRecord(value)) {
    const member = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [[key, encode(member, item, options)]],
      ),
    );
  }
  if (schema.isBlobSchema() && value instanceof Uint8Array) return options.blob(value);
  if (schema.isTimestampSchema()) return options.timestamp(asDate(value), schema);
  return value;
}

export const asDate = (value: unknown): Date =>
  value instanceof Date ? value : new Date(typeof value === 'number' ? value * 1000 : String(value));

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
