import { lookup, type ConditionContext } from '../service.ts';
import { stringsOf, type PolicyStatement } from './policy-document.ts';
import { matchesArn, matchesWildcards } from './wildcards.ts';

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
export function holds(condition: NonNullable<PolicyStatement['Condition']>, context: ConditionContext): boolean {
  const lowerCased = new Map(
    Object.entries(context).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), [value].flat()] as const],
    ),
  );
  return Object.entries(condition).every(([name, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      holdsForKey(name.toLowerCase(), stringsOf(expected), lowerCased.get(key.toLowerCase())),
    ),
  );
}

/** Whether every operator of a condition is one that the sandbox can judge. */
export const isKnownCondition = (condition: NonNullable<PolicyStatement['Condition']>): boolean =>
  Object.keys(condition).every((name) => {
    const { base } = readName(name.toLowerCase());
    return base === 'null' || lookup(OPERATORS, base) !== undefined;
  });

interface OperatorName {
  /** Without what stands before and behind it. */
  readonly base: string;
  /** For keys with several values: each of them, or one of them. */
  readonly quantifier: 'forallvalues' | 'foranyvalue' | undefined;
  readonly isOptional: boolean;
}

function readName(name: string): OperatorName {
  const [, quantifier, rest = ''] = /^(?:(forallvalues|foranyvalue):)?(.*)$/.exec(name) ?? [];
  const isOptional = rest.endsWith('ifexists');
  return {
    base: isOptional ? rest.slice(0, -'ifexists'.length) : rest,
    quantifier: quantifier as OperatorName['quantifier'],
    isOptional,
  };
}

/**
 * `ForAllValues` holds for a key that is absent, `ForAnyValue` does not; without either, a key of several values is
 * compared value by value, as if one had to match.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function holdsForKey(name: string, expected: readonly string[], actual: readonly string[] | undefined): boolean {
  const { base, quantifier, isOptional } = readName(name);
  const isAbsent = actual === undefined || actual.length === 0;
  if (base === 'null') return expected.some((value) => (value.toLowerCase() === 'true') === isAbsent);
  const known = lookup(OPERATORS, base);
  if (known === undefined) return false;
  if (isAbsent) return isOptional || quantifier === 'forallvalues' || (quantifier === undefined && known.isNegated);
  const suits = (value: string): boolean => known.isNegated !== expected.some((one) => known.matches(one, value));
  if (quantifier === 'forallvalues') return actual.every(suits);
  // Several values without a quantifier: a negated operator holds only when none of them matches.
  return quantifier === undefined && known.isNegated ? actual.every(suits) : actual.some(suits);
}
