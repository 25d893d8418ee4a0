import type { NormalizedSchema } from '@smithy/core/schema';
import { ShapeMismatch, type TimestampForm } from '../schemas/codec.ts';

type Form = ReadonlyMap<string, string>;

/** awsQuery's flattened names (`Tags.member.1.Key`) to the SDK's members; undefined when the form has none of it. */
export function decodeForm(schema: NormalizedSchema, form: Form, prefix: string, timestamps: TimestampForm): unknown {
  if (schema.isStructSchema()) return decodeStruct(schema, form, prefix, timestamps);
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    const base = schema.getMergedTraits().xmlFlattened
      ? prefix
      : `${prefix}.${member.getMergedTraits().xmlName ?? 'member'}`;
    return decodeSeries(form, base, (at) => decodeForm(member, form, at, timestamps));
  }
  if (schema.isMapSchema()) {
    const base = schema.getMergedTraits().xmlFlattened ? prefix : `${prefix}.entry`;
    const entries = decodeSeries(form, base, (at) => [
      form.get(`${at}.key`) ?? '',
      decodeForm(schema.getValueSchema(), form, `${at}.value`, timestamps),
    ]);
    return entries && Object.fromEntries(entries as [string, unknown][]);
  }
  const text = form.get(prefix);
  return text === undefined ? undefined : fromText(schema, text, prefix, timestamps);
}

function decodeStruct(
  schema: NormalizedSchema,
  form: Form,
  prefix: string,
  timestamps: TimestampForm,
): object | undefined {
  const found: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const at = `${prefix === '' ? '' : `${prefix}.`}${member.getMergedTraits().xmlName ?? name}`;
    const value = decodeForm(member, form, at, timestamps);
    if (value !== undefined) found[name] = value;
  }
  if (Object.keys(found).length === 0 && prefix !== '' && !hasAny(form, prefix)) return undefined;
  return found;
}

function decodeSeries(form: Form, base: string, decodeOne: (at: string) => unknown): unknown[] | undefined {
  const values: unknown[] = [];
  for (let index = 1; ; index += 1) {
    const value = hasAny(form, `${base}.${index}`) ? decodeOne(`${base}.${index}`) : undefined;
    if (value === undefined) break;
    values.push(value);
  }
  // An empty list is written as the bare name.
  return values.length > 0 || form.has(base.replace(/\.[^.]+$/, '')) ? values : undefined;
}

function hasAny(form: Form, at: string): boolean {
  if (form.has(at)) return true;
  for (const key of form.keys()) if (key.startsWith(`${at}.`)) return true;
  return false;
}

function fromText(schema: NormalizedSchema, text: string, where: string, timestamps: TimestampForm): unknown {
  if (schema.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') throw new ShapeMismatch(`${where} must be true or false`);
    return text === 'true';
  }
  if (schema.isNumericSchema()) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) throw new ShapeMismatch(`${where} must be a number`);
    return value;
  }
  if (schema.isTimestampSchema()) {
    const at = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
    if (Number.isNaN(at)) throw new ShapeMismatch(`${where} must be a time`);
    return timestamps === 'date' ? new Date(at) : at / 1000;
  }
  return schema.isBlobSchema() ? new Uint8Array(Buffer.from(text, 'base64')) : text;
}
