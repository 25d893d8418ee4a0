import { compilePattern, matchPattern, type CompiledPattern, type Match } from './pattern.ts';

/** One statement as far as it decides about topics; `isUnclear` when it has a part whose meaning is not known here. */
interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly CompiledPattern[];
  readonly resources: readonly CompiledPattern[];
  readonly isUnclear: boolean;
}

/** A policy of AWS IoT, read. */
export interface IotPolicy {
  readonly policyName: string;
  readonly statements: readonly Statement[];
  /** The document could not be read as a policy at all: it might allow anything, or nothing. */
  readonly isUnreadable: boolean;
}

/** What is known about a statement: its members, and no others. */
const KNOWN_MEMBERS = new Set(['Sid', 'Effect', 'Action', 'Resource']);

/**
 * Reads the JSON text of a policy of AWS IoT. Never throws: what is not understood stays "perhaps".
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
 */
export function readIotPolicy(policyName: string, document: string): IotPolicy {
  const unreadable: IotPolicy = { policyName, statements: [], isUnreadable: true };
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return unreadable;
  }
  if (!isRecord(parsed)) return unreadable;
  const { Statement: statement } = parsed;
  const statements = (Array.isArray(statement) ? statement : [statement]).map(readStatement);
  return statements.some((read) => read === undefined)
    ? unreadable
    : { policyName, statements: statements.filter((read) => read !== undefined), isUnreadable: false };
}

function readStatement(statement: unknown): Statement | undefined {
  if (!isRecord(statement)) return undefined;
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const actions = patterns(statement['Action'], (text) => text.toLowerCase());
  const resources = patterns(statement['Resource']);
  return {
    effect,
    actions: actions ?? [ANY],
    resources: resources ?? [ANY],
    // NotAction, NotResource and Condition among them; what is missing was replaced by one of them.
    isUnclear:
      actions === undefined ||
      resources === undefined ||
      Object.keys(statement).some((member) => !KNOWN_MEMBERS.has(member)),
  };
}

const ANY = compilePattern('*');

function patterns(value: unknown, change = (text: string) => text): CompiledPattern[] | undefined {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return texts.every((text) => typeof text === 'string')
    ? texts.map((text) => compilePattern(change(text)))
    : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether the policies of one certificate together allow an action on a resource, by IAM's rule: an explicit deny
 * outweighs every allow. `perhaps`: it depends on a condition, a policy variable or a part that is not understood.
 */
export function mayDo(policies: readonly IotPolicy[], action: string, resource: string): Match {
  const statements = policies.flatMap((policy) => policy.statements);
  const says = (effect: Statement['effect']): Match =>
    best(statements.filter((s) => s.effect === effect).map((statement) => covers(statement, action, resource)));
  const denied = says('Deny');
  if (denied === 'yes') return 'no';
  const isUnreadable = policies.some((policy) => policy.isUnreadable);
  const allowed = says('Allow');
  if (allowed === 'no') return isUnreadable ? 'perhaps' : 'no';
  return denied === 'perhaps' || isUnreadable ? 'perhaps' : allowed;
}

/** The most that one of several resources is allowed. */
export const mayDoAny = (policies: readonly IotPolicy[], action: string, resources: readonly string[]): Match =>
  best(resources.map((resource) => mayDo(policies, action, resource)));

function covers(statement: Statement, action: string, resource: string): Match {
  const matches = [
    best(statement.resources.map((pattern) => matchPattern(pattern, resource))),
    best(statement.actions.map((pattern) => matchPattern(pattern, action.toLowerCase()))),
  ];
  if (matches.includes('no')) return 'no';
  return statement.isUnclear || matches.includes('perhaps') ? 'perhaps' : 'yes';
}

function best(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes';
  return matches.includes('perhaps') ? 'perhaps' : 'no';
}

/** Whether some allowed resource begins with the text, or may; quick, for lists of thousands. */
export const mayTouch = ({ statements }: IotPolicy, beginning: string): boolean =>
  statements.some(
    ({ effect, resources }) =>
      effect === 'Allow' &&
      resources.some(({ head, rest }) =>
        rest.length > 0 ? head.startsWith(beginning) || beginning.startsWith(head) : head.startsWith(beginning),
      ),
  );
