import type { NormalizedSchema } from '@smithy/core/schema';

/** A value in an answer that AWS would not send there: a number for a text, an object for a list. */
export class WrongShape extends Error {
  override readonly name = 'WrongShape';
  constructor(
    /** Path of members, e.g. `certificateProviders[0].certificateProviderName`. */
    readonly member: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${member} is ${found}, not ${expected}`);
  }
}

/**
 * Throws a `WrongShape` at the first value that does not fit. The SDK's parsers hand on what they read, whatever its
 * type, so that a wrong one would be met far from here, as an error of ours. Members that are absent or null are left
 * to `present`; those that the schema does not know are nobody's business.
 */
export function assertShape(schema: NormalizedSchema, value: unknown, where = ''): void {
  if (schema.isStructSchema()) {
    if (!isRecord(value)) throw wrong(where, 'an object', value);
    for (const [name, member] of schema.structIterator()) {
      const item = value[name];
      if (item !== undefined && item !== null) assertShape(member, item, where === '' ? name : `${where}.${name}`);
    }
  } else if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrong(where, 'a list', value);
    const member = schema.getValueSchema();
    for (const [index, item] of value.entries()) assertShape(member, item, `${where}[${index}]`);
  } else if (schema.isMapSchema()) {
    if (!isRecord(value)) throw wrong(where, 'an object', value);
    const member = schema.getValueSchema();
    for (const [key, item] of Object.entries(value)) assertShape(member, item, `${where}[${JSON.stringify(key)}]`);
  } else {
    const expected = scalarMismatch(schema, value);
    if (expected !== undefined) throw wrong(where, expected, value);
  }
}

/** What was expected, when it is something else. */
function scalarMismatch(schema: NormalizedSchema, value: unknown): string | undefined {
  if (schema.isStringSchema()) return isText(value) ? undefined : 'a text';
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? undefined : 'true or false';
  if (schema.isNumericSchema()) return Number.isFinite(value) ? undefined : 'a number';
  if (schema.isTimestampSchema())
    return value instanceof Date && Number.isFinite(value.getTime()) ? undefined : 'a time';
  if (schema.isBlobSchema()) return value instanceof Uint8Array ? undefined : 'bytes';
  return undefined;
}

const wrong = (where: string, expected: string, value: unknown): WrongShape =>
  new WrongShape(where || 'the answer', expected, kindOf(value));

/** Never the value itself, which may be a key. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a time';
  const kinds: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', boolean: 'true or false' };
  return kinds[typeof value] ?? 'an object';
}

/** One of the media type JSON is a String object of the SDK's. */
const isText = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object String]';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
