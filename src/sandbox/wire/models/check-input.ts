import { ShapeMismatch } from '../schemas/codec.ts';
import { memberInMessage } from '../protocols/protocol.ts';
import { constraintsOf } from './constraints.ts';
import { shapeOf, type ServiceModel, type Shape } from './service-model.ts';
import { hasType, isScalar, TYPES } from './value-types.ts';

/** Shapes, and members of an operation, whose service looks at them itself, in its own words and with its own code. */
const LEFT_TO_THE_SERVICE: Readonly<Record<string, readonly string[]>> = {
  iam: ['AttachRolePolicy.policyArn'],
  lambda: ['Runtime', 'EnvironmentVariableName'],
};

/** Lambda was seen to add this to the rules of a list's items, others not. */
const NOT_NULL: Readonly<Record<string, string>> = { lambda: ', Member must not be null' };

interface Walk {
  readonly service: string;
  readonly operation: string;
  readonly model: ServiceModel;
  readonly violations: string[];
}

/**
 * What AWS's model forbids in this request, in AWS's words; undefined when it forbids nothing. A value of another type
 * throws a `ShapeMismatch`.
 */
export function inputViolations(
  service: string,
  model: ServiceModel,
  operation: string,
  input: object,
): string | undefined {
  const walk: Walk = { service, operation, model, violations: [] };
  const shape = Object.hasOwn(model.operations, operation) ? model.operations[operation] : undefined;
  if (shape !== undefined) visitStructure(shape, input, '', walk);
  const { violations } = walk;
  if (violations.length === 0) return undefined;
  const errors = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  return `${errors} detected: ${violations.join('; ')}`;
}

function visit(name: string, value: unknown, path: string, walk: Walk): void {
  const shape = shapeOf(walk.model, name);
  if (!hasType(shape, value)) throw new ShapeMismatch(`${path} must be ${TYPES[shape.type]}`);
  const left = LEFT_TO_THE_SERVICE[walk.service] ?? [];
  if (left.includes(name) || left.includes(`${walk.operation}.${path}`)) return;
  if (shape.type === 'structure') return visitStructure(shape, value as object, path, walk);
  const broken = brokenConstraints(shape, value);
  walk.violations.push(...broken.map((words) => violation(shape, value, path, `Member must ${words}`, walk)));
  if (shape.type === 'list') visitList(shape, value as readonly unknown[], path, walk);
  if (shape.type === 'map') visitMap(shape, value as Readonly<Record<string, unknown>>, path, walk);
}

function visitStructure(shape: Shape, value: object, path: string, walk: Walk): void {
  const given = value as Readonly<Record<string, unknown>>;
  const at = (member: string): string => (path === '' ? '' : `${path}.`) + memberInMessage(member);
  for (const member of shape.required ?? []) {
    if (isAbsent(given[member]))
      walk.violations.push(`Value null at '${at(member)}' failed to satisfy constraint: Member must not be null`);
  }
  for (const [member, name] of Object.entries(shape.members ?? {})) {
    if (!isAbsent(given[member])) visit(name, given[member], at(member), walk);
  }
}

function visitList(shape: Shape, items: readonly unknown[], path: string, walk: Walk): void {
  const item = shapeOf(walk.model, shape.of!);
  if (!isScalar(item)) {
    for (const [index, value] of items.entries()) visit(shape.of!, value, `${path}.${index + 1}.member`, walk);
    return;
  }
  visitScalars(shape.of!, items, { shape, whole: items, path, prefix: 'Member' }, walk);
}

function visitMap(shape: Shape, entries: Readonly<Record<string, unknown>>, path: string, walk: Walk): void {
  visitScalars(shape.key!, Object.keys(entries), { shape, whole: entries, path, prefix: 'Map keys' }, walk);
  if (isScalar(shapeOf(walk.model, shape.of!))) {
    visitScalars(shape.of!, Object.values(entries), { shape, whole: entries, path, prefix: 'Map value' }, walk);
    return;
  }
  for (const [key, value] of Object.entries(entries)) visit(shape.of!, value, `${path}.${key}.member`, walk);
}

interface Collection {
  readonly shape: Shape;
  readonly whole: unknown;
  readonly path: string;
  readonly prefix: string;
}

/** However many of them break a rule, AWS names the collection once, with all the rules. */
function visitScalars(
  name: string,
  values: readonly unknown[],
  { shape, whole, path, prefix }: Collection,
  walk: Walk,
) {
  const item = shapeOf(walk.model, name);
  if (values.some((value) => !hasType(item, value)))
    throw new ShapeMismatch(`${path} must have items that are each ${TYPES[item.type]}`);
  if (LEFT_TO_THE_SERVICE[walk.service]?.includes(name)) return;
  if (!values.some((value) => brokenConstraints(item, value).length > 0)) return;
  const rules = constraintsOf(item).map(({ words }) => `Member must ${words}`);
  const said = { ...shape, sensitive: shape.sensitive === true || item.sensitive === true };
  const words = `${prefix} must satisfy constraint: [${rules.join(', ')}${NOT_NULL[walk.service] ?? ''}]`;
  walk.violations.push(violation(said, whole, path, words, walk));
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** Of a value by itself AWS was seen to name the pattern first. */
const brokenConstraints = (shape: Shape, value: unknown): readonly string[] =>
  constraintsOf(shape)
    .filter(({ holds }) => !holds(value))
    .map(({ words }) => words)
    .toSorted((left, right) => Number(right.startsWith('satisfy')) - Number(left.startsWith('satisfy')));

/** Neither what AWS's model calls sensitive is repeated, nor bytes, nor what may have either in it. */
function violation(shape: Shape, value: unknown, path: string, words: string, { model }: Walk): string {
  const isSaid =
    shape.sensitive !== true && shape.type !== 'blob' && (shape.of === undefined || isScalar(shapeOf(model, shape.of)));
  return `Value${isSaid ? ` '${inWords(value)}'` : ''} at '${path}' failed to satisfy constraint: ${words}`;
}

/** As Java prints it. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${String(item)}`)
    .join(', ')}}`;
}
