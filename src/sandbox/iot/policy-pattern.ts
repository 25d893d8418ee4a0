import { literalSource, wildcardSource } from '../iam/wildcards.ts';

/** Policy variables and their values; one that is not in it has none on this connection. */
export type PolicyVariables = (name: string) => string | undefined;

/** What a variable without a value stands for: nothing (the pattern matches nothing) or any text. */
type Unresolved = 'nothing' | 'anything';

/** Every second part is the name of a variable. */
const partsOf = (pattern: string): readonly string[] => pattern.split(/\$\{([^{}]*)\}/);

/** `${*}` and the like stand for the character itself. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const valueOf = (name: string, variables: PolicyVariables): string | undefined =>
  ['*', '?', '$'].includes(name) ? name : variables(name);

/**
 * Wildcards and `${variables}`. A variable's value counts as it is: a client that calls itself `*` gains nothing by it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-variables.html
 */
export function matchesPattern(
  pattern: string,
  text: string,
  variables: PolicyVariables,
  unresolved: Unresolved,
): boolean {
  let source = '';
  for (const [index, part] of partsOf(pattern).entries()) {
    const value = index % 2 === 0 ? undefined : valueOf(part, variables);
    if (index % 2 === 0) source += wildcardSource(part);
    else if (value !== undefined) source += literalSource(value);
    else if (unresolved === 'anything') source += '[^]*';
    else return false;
  }
  return new RegExp(`^${source}$`, 'u').test(text);
}

/** A text with its variables filled in; undefined when one has no value. */
export function fillIn(text: string, variables: PolicyVariables): string | undefined {
  const filled = partsOf(text).map((part, index) => (index % 2 === 0 ? part : valueOf(part, variables)));
  return filled.includes(undefined) ? undefined : filled.join('');
}
