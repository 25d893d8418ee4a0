import type { Shape } from './service-model.ts';
import { isNumber, lengthOf } from './value-types.ts';

const MATCHERS = new Map<string, RegExp>();

/**
 * AWS's patterns are Java's, and the whole value must match. Of what JavaScript has not they use one class of POSIX, and
 * escapes that Unicode mode does not allow.
 */
export function matcher(pattern: string): RegExp {
  const known = MATCHERS.get(pattern);
  if (known !== undefined) return known;
  const source = `^(?:${pattern.replaceAll(String.raw`\p{Graph}`, String.raw`\x21-\x7E`)})$`;
  const made = source.includes(String.raw`\p{`) ? new RegExp(source, 'u') : inEitherMode(source);
  MATCHERS.set(pattern, made);
  return made;
}

function inEitherMode(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    return new RegExp(source);
  }
}

interface Constraint {
  /** As AWS says it, after "Member must". */
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
}

/** Those of one value, in the order in which AWS names them of an item of a list. */
export function constraintsOf(shape: Shape): readonly Constraint[] {
  const { min, max, pattern, values } = shape;
  const measure = (value: unknown): number => (isNumber(shape) ? (value as number) : lengthOf(shape, value));
  const what = isNumber(shape) ? 'value' : 'length';
  const constraints: Constraint[] = [];
  if (values !== undefined)
    constraints.push({
      words: `satisfy enum value set: [${values.join(', ')}]`,
      holds: (value) => values.includes(value as string),
    });
  if (max !== undefined)
    constraints.push({
      words: `have ${what} less than or equal to ${max}`,
      holds: (value) => measure(value) <= max,
    });
  if (min !== undefined)
    constraints.push({
      words: `have ${what} greater than or equal to ${min}`,
      holds: (value) => measure(value) >= min,
    });
  if (pattern !== undefined)
    constraints.push({
      words: `satisfy regular expression pattern: ${pattern}`,
      holds: (value) => matcher(pattern).test(value as string),
    });
  return constraints;
}
