import { stringsOf, type PolicyStatement } from './policy-document.ts';
import { matchesArn, matchesWildcards } from './wildcards.ts';

type Context = Readonly<Record<string, string | undefined>>;

interface Operator {
  readonly matches: (expected: string, actual: string) => boolean;
  /** `…Not…`: no expected value may match, and an absent key is fine. */
  readonly isNegated: boolean;
}

const operator = (matches: Operator['matches'], isNegated = false): Operator => ({ matches, isNegated });
const equals = (expected: string, actual: string): boolean => expected === actual;
const equalsIgnoringCase = (expected: string, actual: string): boolean =>
  expected.toLowerCase() === actual.toLowerCase();
const numeric = (compare: (actual: number, expected: number) => boolean) =>
  operator((expected, actual) => compare(Number(actual), Number(expected)));

const OPERATORS: Readonly<Record<string, Operator>> = {
  stringequals: operator(equals),
  stringnotequals: operator(equals, true),
  stringequalsignorecase: operator(equalsIgnoringCase),
  stringnotequalsignorecase: operator(equalsIgnoringCase, true),
  stringlike: operator(matchesWildcards),
  stringnotlike: operator(matchesWildcards, true),
  arnequals: operator(matchesArn),
  arnlike: operator(matchesArn),
  arnnotequals: operator(matchesArn, true),
  arnnotlike: operator(matchesArn, true),
  bool: operator(equalsIgnoringCase),
  numericequals: numeric((actual, expected) => actual === expected),
  numericlessthan: numeric((actual, expected) => actual < expected),
  numericlessthanequals: numeric((actual, expected) => actual <= expected),
  numericgreaterthan: numeric((actual, expected) => actual > expected),
  numericgreaterthanequals: numeric((actual, expected) => actual >= expected),
};

/**
 * All operators and all keys must hold; of the values listed for a key, one must match. An operator that the sandbox
 * does not know never holds, so that a policy is never read as wider than it is.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function holds(condition: NonNullable<PolicyStatement['Condition']>, context: Context): boolean {
  const lowerCased = new Map(
    Object.entries(context).flatMap(([key, value]) => (value === undefined ? [] : [[key.toLowerCase(), value]])),
  );
  return Object.entries(condition).every(([name, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      holdsForKey(name.toLowerCase(), stringsOf(expected), lowerCased.get(key.toLowerCase())),
    ),
  );
}

/** Whether every operator of a condition is one that the sandbox can judge. */
export const isKnownCondition = (condition: NonNullable<PolicyStatement['Condition']>): boolean =>
  Object.keys(condition).every((name) => name.toLowerCase() === 'null' || operatorOf(name.toLowerCase()) !== undefined);

const operatorOf = (name: string): Operator | undefined =>
  OPERATORS[name.endsWith('ifexists') ? name.slice(0, -'ifexists'.length) : name];

function holdsForKey(name: string, expected: readonly string[], actual: string | undefined): boolean {
  if (name === 'null') return expected.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  const isOptional = name.endsWith('ifexists');
  const known = operatorOf(name);
  if (known === undefined) return false;
  if (actual === undefined) return isOptional || known.isNegated;
  return known.isNegated !== expected.some((value) => known.matches(value, actual));
}
