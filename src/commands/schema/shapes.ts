/** The part of JSON Schema (draft 2020-12) that the documents of certprov are described with. */
export interface Schema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly properties?: { readonly [member: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

type Members = { readonly [member: string]: Schema };

/** A member whose name ends so is left out at times. */
const OPTIONAL = /\?$/;

/** An object; members that it does not name may be added by a later version. */
export function object(members: Members, description?: string): Schema {
  const names = Object.keys(members);
  return {
    ...(description === undefined ? {} : { description }),
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(members).map(([name, schema]) => [name.replace(OPTIONAL, ''), schema]),
    ),
    required: names.filter((name) => !OPTIONAL.test(name)),
  };
}

export const text = (description?: string): Schema => ({
  type: 'string',
  ...(description === undefined ? {} : { description }),
});
export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const count: Schema = { type: 'integer' };
export const flag: Schema = { type: 'boolean' };
/** An object whose members are AWS's, or those of somebody else. */
export const anything: Schema = { type: 'object' };
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const either = (...anyOf: readonly Schema[]): Schema => ({ anyOf });
export const always = (value: string | number | boolean): Schema => ({ const: value });
