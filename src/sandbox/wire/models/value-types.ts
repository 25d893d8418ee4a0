import type { Shape, ShapeType } from './service-model.ts';

export const TYPES: Readonly<Record<ShapeType, string>> = {
  blob: 'base64',
  boolean: 'true or false',
  double: 'a number',
  float: 'a number',
  integer: 'a whole number',
  list: 'a list',
  long: 'a whole number',
  map: 'a map',
  string: 'a string',
  structure: 'a structure',
  timestamp: 'a time',
};

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

const isWhole = (value: unknown): boolean => Number.isInteger(value);
const isFinite = (value: unknown): boolean => Number.isFinite(value);

const IS: Readonly<Record<ShapeType, (value: unknown) => boolean>> = {
  blob: (value) => value instanceof Uint8Array || (typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value)),
  boolean: (value) => typeof value === 'boolean',
  double: isFinite,
  float: isFinite,
  integer: isWhole,
  list: (value) => Array.isArray(value),
  long: isWhole,
  map: isObject,
  string: (value) => typeof value === 'string',
  structure: isObject,
  timestamp: (value) => value instanceof Date || isFinite(value),
};

/** Whether a value that was read from a request is what its shape says, of bytes and times in either form. */
export const hasType = ({ type }: Shape, value: unknown): boolean => IS[type](value);

export const isScalar = ({ type }: Shape): boolean => type !== 'structure' && type !== 'list' && type !== 'map';

export const isNumber = ({ type }: Shape): boolean => ['double', 'float', 'integer', 'long'].includes(type);

/** Characters as AWS counts them, bytes, or items. */
export function lengthOf({ type }: Shape, value: unknown): number {
  if (type === 'blob')
    return typeof value === 'string' ? Buffer.from(value, 'base64').length : (value as Uint8Array).length;
  if (typeof value === 'string') return Array.from(value).length;
  return Array.isArray(value) ? value.length : Object.keys(value as object).length;
}
