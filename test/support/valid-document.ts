import { SCHEMAS } from '../../src/commands/schema/documents.ts';
import type { Schema } from '../../src/commands/schema/shapes.ts';

/** The keywords that `problemsOf` knows: a schema with another one would be believed without being asked. */
const KEYWORDS = new Set([
  '$schema',
  'title',
  'description',
  'type',
  'const',
  'enum',
  'properties',
  'required',
  'items',
  'anyOf',
]);

const typeOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value === 'object' || typeof value === 'string' || typeof value === 'boolean'
          ? typeof value
          : 'number';

/**
 * What is wrong with a value by its schema. Stricter than JSON Schema in one thing: where a schema names members, one
 * that it does not name is wrong too, so that none is printed which the schemas are silent about.
 */
export function problemsOf(value: unknown, schema: Schema, at = '$'): string[] {
  for (const keyword of Object.keys(schema)) if (!KEYWORDS.has(keyword)) throw new Error(`unknown keyword ${keyword}`);
  const { type, const: constant, enum: values, properties, required = [], items, anyOf } = schema;
  const types = type === undefined ? undefined : [type].flat();
  const actual = typeOf(value);
  if (types && !types.includes(actual) && !(actual === 'integer' && types.includes('number')))
    return [`${at} is ${actual}, not ${types.join(' or ')}`];
  const problems: string[] = [];
  if (constant !== undefined && value !== constant) problems.push(`${at} is not ${JSON.stringify(constant)}`);
  if (values && !values.some((one) => one === value))
    problems.push(`${at} is ${String(value)}, none of ${values.join()}`);
  if (anyOf) {
    const each = anyOf.map((one) => problemsOf(value, one, at));
    if (each.every(({ length }) => length > 0)) problems.push(...each.flat());
  }
  if (Array.isArray(value) && items)
    problems.push(...value.flatMap((one, index) => problemsOf(one, items, `${at}[${index}]`)));
  if (typeof value === 'object' && value !== null && properties) {
    for (const name of required) if (!Object.hasOwn(value, name)) problems.push(`${at} has no ${name}`);
    for (const [name, member] of Object.entries(value)) {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      problems.push(...(known ? problemsOf(member, known, `${at}.${name}`) : [`${at}.${name} is in no schema`]));
    }
  }
  return problems;
}

/** The document that certprov printed; throws when it is not what `certprov schema` says of it. */
export function documentOf(printed: string): unknown {
  const document: unknown = JSON.parse(printed);
  const schema = SCHEMAS[commandOf(document)];
  const problems = schema ? problemsOf(document, schema) : ['$.command has no schema'];
  if (problems.length > 0) throw new Error(`not as its schema has it:\n  ${problems.join('\n  ')}\n${printed}`);
  return document;
}

/** A document without the envelope is a policy, which goes to IAM or Lambda as it is. */
function commandOf(document: unknown): string {
  if (typeof document !== 'object' || document === null) return '';
  if (!('certprov' in document))
    return '$schema' in document
      ? 'schema'
      : 'Statement' in document
        ? 'policy operator'
        : 'Sid' in document
          ? 'policy invoke'
          : '';
  return 'command' in document ? String(document.command) : 'error';
}
