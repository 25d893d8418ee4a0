import { lookup } from '../../service.ts';
import { UnresolvedReference } from '../errors.ts';
import { invalidTemplate, isIntrinsic, isObject, type JsonObject, type TemplateBody } from './template-body.ts';

/** Everything that a template's functions may refer to. */
export interface Scope {
  readonly parameters: Readonly<Record<string, string>>;
  readonly mappings: JsonObject;
}

/** The declared parameters with their values; one that is neither given nor has a default is an error. */
export function scopeOf(body: TemplateBody, given: Readonly<Record<string, string>>): Scope {
  const parameters = Object.entries(body.parameters).map(([name, preset]): [string, string] => {
    const value = lookup(given, name) ?? preset;
    if (value === undefined) throw new UnresolvedReference(name);
    return [name, value];
  });
  // What AWS itself gives need not be declared.
  const own = Object.entries(given).filter(([name]) => name.startsWith('AWS::IoT::'));
  return { parameters: Object.fromEntries([...own, ...parameters]), mappings: body.mappings };
}

/** The value with all intrinsic functions carried out. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((one) => evaluate(one, scope));
  if (!isObject(value)) return value;
  if (isIntrinsic(value)) {
    const [name, argument] = Object.entries(value)[0]!;
    const carryOut = lookup(FUNCTIONS, name);
    if (carryOut === undefined) throw invalidTemplate(`${name} is not a function of templates`);
    return carryOut(argument, scope);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, evaluate(one, scope)]));
}

export function evaluateText(value: unknown, what: string, scope: Scope): string {
  const found = evaluate(value, scope);
  if (typeof found === 'string') return found;
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  throw invalidTemplate(`${what} must be a text`);
}

export function evaluateTexts(value: unknown, what: string, scope: Scope): readonly string[] {
  const found = evaluate(value, scope);
  if (!Array.isArray(found)) throw invalidTemplate(`${what} must be a list`);
  return found.map((one) => evaluateText(one, what, scope));
}

type Carry = (argument: unknown, scope: Scope) => unknown;

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html */
const FUNCTIONS: Readonly<Record<string, Carry>> = {
  Ref: (name, { parameters }) => valueOf(String(name), parameters),
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = listOf(argument, 'Fn::Join', 2);
    return evaluateTexts(values, 'Fn::Join', scope).join(evaluateText(delimiter, 'Fn::Join', scope));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = listOf(argument, 'Fn::Select', 2);
    const found = evaluateTexts(values, 'Fn::Select', scope)[Number(evaluateText(index, 'Fn::Select', scope))];
    if (found === undefined) throw invalidTemplate('Fn::Select names no element of its list');
    return found;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = listOf(argument, 'Fn::Split', 2);
    return evaluateText(text, 'Fn::Split', scope).split(evaluateText(delimiter, 'Fn::Split', scope));
  },
  'Fn::FindInMap': (argument, scope) => {
    let found: unknown = scope.mappings;
    for (const key of listOf(argument, 'Fn::FindInMap', 3)) {
      const name = evaluateText(key, 'Fn::FindInMap', scope);
      found = isObject(found) ? lookup(found, name) : undefined;
      if (found === undefined) throw invalidTemplate(`Mappings have no ${name}`);
    }
    return found;
  },
  'Fn::Sub': (argument, scope) => {
    const [text, own] = Array.isArray(argument) ? (argument as readonly unknown[]) : [argument, {}];
    if (typeof text !== 'string' || !isObject(own)) throw invalidTemplate('Fn::Sub must have a text');
    const names = Object.entries(own).map(([name, value]) => [name, evaluateText(value, 'Fn::Sub', scope)]);
    const values = { ...scope.parameters, ...(Object.fromEntries(names) as Record<string, string>) };
    return text.replaceAll(/\$\{([^}]*)\}/g, (_all, name: string) =>
      name.startsWith('!') ? `\${${name.slice(1)}}` : valueOf(name, values),
    );
  },
};

function valueOf(name: string, values: Readonly<Record<string, string>>): string {
  const value = lookup(values, name);
  if (value === undefined) throw new UnresolvedReference(name);
  return value;
}

function listOf(argument: unknown, name: string, length: number): readonly unknown[] {
  if (Array.isArray(argument) && argument.length === length) return argument as readonly unknown[];
  throw invalidTemplate(`${name} must have a list of ${length}`);
}
