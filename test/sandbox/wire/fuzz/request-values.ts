import { matcher } from '../../../../src/sandbox/wire/models/constraints.ts';
import { shapeOf, type ServiceModel, type Shape } from '../../../../src/sandbox/wire/models/service-model.ts';
import { matchingText } from './matching-text.ts';

/** How far a value goes to the edge of what its shape allows. */
type Edge = 'least' | 'most';

/** Beyond this a value takes longer to send than it is worth. */
const LONGEST = 70_000;

/** A request with every member that it must have, or with every member that it can have. */
export function validRequest(model: ServiceModel, shape: Shape, edge: Edge = 'least', full = false): object {
  return structure(model, shape, { edge, full, within: [] });
}

interface Making {
  readonly edge: Edge;
  readonly full: boolean;
  /** Names of the shapes around, so that one that has itself in it ends. */
  readonly within: readonly string[];
}

function structure(model: ServiceModel, { members = {}, required = [] }: Shape, making: Making): object {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([name, inner]) => required.includes(name) || (making.full && !making.within.includes(inner)))
      .map(([name, inner]) => [name, valueOf(model, inner, making)]),
  );
}

export function valueOf(model: ServiceModel, name: string, making: Making): unknown {
  const shape = shapeOf(model, name);
  const { type, min = 0, max = LONGEST, values } = shape;
  const inner = { ...making, within: [...making.within, name] };
  const size = making.edge === 'most' && max <= LONGEST ? Math.min(max, 60) : min;
  switch (type) {
    case 'structure':
      return structure(model, shape, inner);
    case 'list':
      return Array.from({ length: Math.max(size, making.full ? 1 : 0) }, () => valueOf(model, shape.of!, inner));
    case 'map':
      return min > 0 || making.full
        ? { [valueOf(model, shape.key!, inner) as string]: valueOf(model, shape.of!, inner) }
        : {};
    case 'boolean':
      return false;
    case 'timestamp':
      return new Date(1_764_000_000_000);
    case 'blob':
      return new Uint8Array(making.edge === 'most' && max < LONGEST ? max : Math.max(min, 1)).fill(65);
    case 'string':
      return values?.[0] ?? textOf(shape, making.edge);
    default:
      return making.edge === 'most' && shape.max !== undefined ? shape.max : (shape.min ?? 1);
  }
}

const TEXTS = new Map<string, string>();

/** Never empty: in a path an empty text would make another request of it. */
function textOf({ min = 0, max = LONGEST, pattern = '.*' }: Shape, edge: Edge): string {
  const target = Math.max(1, edge === 'most' && max < LONGEST ? max : min);
  const known = `${target} ${min} ${max} ${pattern}`;
  const fits = (text: string): boolean => text.length >= min && text.length <= max;
  let text = TEXTS.get(known) ?? '';
  // Some patterns grow by more than one character at a time.
  for (let length = target; text === '' && length < target + 8; length += 1) {
    const made = matchingText(pattern, length);
    if (fits(made)) text = made;
  }
  TEXTS.set(known, text);
  return text;
}

export interface Invalid {
  /** `tags.Key: longer than 128` */
  readonly what: string;
  /** The one of the request in which it is. */
  readonly member: string;
  readonly request: object;
}

/** Every constraint of a request broken by itself, in a request that is valid otherwise. */
export function invalidRequests(model: ServiceModel, operation: Shape): readonly Invalid[] {
  const found: Invalid[] = [];
  const add = (what: string, request: object): number =>
    found.push({ what, member: what.replace(/[^A-Za-z0-9].*$/s, ''), request });
  const walk = (shape: Shape, path: string, within: readonly string[], place: (value: object) => object): void => {
    const base = validRequest(model, shape) as Record<string, unknown>;
    for (const name of shape.required ?? [])
      add(`${path}${name}: absent`, place(Object.fromEntries(Object.entries(base).filter(([key]) => key !== name))));
    for (const [name, inner] of Object.entries(shape.members ?? {})) {
      const put = (value: unknown): object => place({ ...base, [name]: value });
      visit(inner, `${path}${name}`, within, put);
    }
  };
  const visit = (name: string, path: string, within: readonly string[], put: (value: unknown) => object): void => {
    if (within.includes(name)) return;
    const shape = shapeOf(model, name);
    for (const { why, value } of brokenValues(model, name)) add(`${path}: ${why}`, put(value));
    const around = [...within, name];
    if (shape.type === 'structure') walk(shape, `${path}.`, around, put);
    if (shape.type === 'list') visit(shape.of!, `${path}[]`, around, (value) => put([value]));
    if (shape.type !== 'map') return;
    const key = valueOf(model, shape.key!, { edge: 'least', full: false, within: [] }) as string;
    visit(shape.of!, `${path}{}`, around, (value) => put({ [key]: value }));
  };
  walk(operation, '', [], (value) => value);
  return found;
}

/** Characters of which a pattern with any meaning forbids one. */
const STRANGERS = ['\n', ' ', '~', '!', '\u{1F511}', '<', '*', '\\', 'a'];

function brokenValues(model: ServiceModel, name: string): readonly { readonly why: string; readonly value: unknown }[] {
  const shape = shapeOf(model, name);
  const { type, min, max, pattern, values } = shape;
  const broken: { why: string; value: unknown }[] = [];
  const isNumber = ['integer', 'long', 'double', 'float'].includes(type);
  if (values !== undefined) broken.push({ why: 'not of the enumeration', value: 'NoneOfThese' });
  if (min !== undefined && (isNumber || min > 0))
    broken.push({ why: `under ${min}`, value: isNumber ? min - 1 : sized(model, shape, min - 1) });
  if (max !== undefined && (isNumber || max <= LONGEST))
    broken.push({ why: `over ${max}`, value: isNumber ? max + 1 : sized(model, shape, max + 1) });
  if (pattern !== undefined) {
    const length = Math.max(min ?? 1, 1);
    const stranger = STRANGERS.map((one) => one.repeat(length)).find((text) => !matcher(pattern).test(text));
    if (stranger !== undefined) broken.push({ why: 'against the pattern', value: stranger });
  }
  return broken;
}

function sized(model: ServiceModel, shape: Shape, length: number): unknown {
  // Full, since an awsQuery client leaves empty structures out.
  const making = { edge: 'least', full: true, within: [] } as const;
  if (shape.type === 'list') return Array.from({ length }, () => valueOf(model, shape.of!, making));
  if (shape.type === 'blob') return new Uint8Array(length).fill(65);
  if (shape.type === 'map')
    return Object.fromEntries(Array.from({ length }, (_, index) => [`key${index}`, valueOf(model, shape.of!, making)]));
  const text = matchingText(shape.pattern ?? '.*', length);
  return text.length === length ? text : text.slice(0, length).padEnd(length, 'a');
}
