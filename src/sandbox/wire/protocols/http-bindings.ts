import type { NormalizedSchema } from '@smithy/core/schema';
import { decode, ShapeMismatch, type TimestampForm } from '../schemas/codec.ts';
import { pairsOf, type WireRequest } from '../message.ts';

const TIMESTAMPS: TimestampForm = 'date';

/** Members that travel in the path, the query and the headers. */
export function readBoundMembers(
  input: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const query = pairsOf(request.query, { plusIsSpace: false });
  const found: Record<string, unknown> = {};
  for (const [name, member] of input.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpLabel) found[name] = fromText(member, [labels[name] ?? ''], name);
    else if (traits.httpQuery !== undefined) {
      const values = query.filter(([key]) => key === traits.httpQuery).map(([, value]) => value);
      if (values.length > 0) found[name] = fromText(member, values, name);
    } else if (traits.httpQueryParams) {
      found[name] = Object.fromEntries(query);
    } else if (traits.httpHeader !== undefined) {
      const value = request.headers[traits.httpHeader.toLowerCase()];
      if (value !== undefined) found[name] = fromText(member, [value], name);
    }
  }
  return found;
}

/** True for members that are not in the body's document. */
export function isBoundElsewhere(member: NormalizedSchema): boolean {
  const traits = member.getMergedTraits();
  return Boolean(
    traits.httpLabel ||
    traits.httpQuery !== undefined ||
    traits.httpQueryParams ||
    traits.httpHeader !== undefined ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpPayload ||
    traits.httpResponseCode,
  );
}

function fromText(schema: NormalizedSchema, values: readonly string[], name: string): unknown {
  if (schema.isListSchema()) return values.map((value) => fromText(schema.getValueSchema(), [value], name));
  const [text = ''] = values;
  if (schema.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') throw new ShapeMismatch(`${name} must be true or false`);
    return text === 'true';
  }
  if (schema.isNumericSchema()) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) throw new ShapeMismatch(`${name} must be a number`);
    return value;
  }
  return decode(schema, text, { timestamps: TIMESTAMPS }, name);
}
