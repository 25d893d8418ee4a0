import type { NormalizedSchema } from '@smithy/core/schema';
import { asDate, toBase64 } from '../schemas/codec.ts';

/** One element as awsQuery writes it: lists as `<member>`, maps as `<entry>`, times in whole seconds. */
export function toXml(name: string, schema: NormalizedSchema, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (schema.isListSchema() && Array.isArray(value)) {
    const member = schema.getValueSchema();
    if (schema.getMergedTraits().xmlFlattened) return value.map((item) => toXml(name, member, item)).join('');
    const memberName = member.getMergedTraits().xmlName ?? 'member';
    return element(name, value.map((item) => toXml(memberName, member, item)).join(''));
  }
  if (schema.isMapSchema()) {
    const [key, member] = [schema.getKeySchema(), schema.getValueSchema()];
    const entries = Object.entries(value).map(([k, v]) =>
      element('entry', toXml('key', key, k) + toXml('value', member, v)),
    );
    return element(name, entries.join(''));
  }
  if (schema.isStructSchema()) {
    const members = value as Record<string, unknown>;
    let content = '';
    for (const [member, memberSchema] of schema.structIterator()) {
      content += toXml(memberSchema.getMergedTraits().xmlName ?? member, memberSchema, members[member]);
    }
    return element(name, content);
  }
  return element(name, escapeXml(scalarText(schema, value)));
}

function scalarText(schema: NormalizedSchema, value: unknown): string {
  if (schema.isTimestampSchema())
    return asDate(value)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  if (value instanceof Uint8Array) return toBase64(value);
  return String(value);
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

export const escapeXml = (text: string): string => text.replaceAll(/[&<>"\r]/g, (character) => ENTITIES[character]!);
