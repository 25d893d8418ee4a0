const compiled = new Map<string, RegExp>();

export const literalSource = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** The pattern as the source of a regular expression with the flag `u`. */
export const wildcardSource = (pattern: string): string =>
  pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll(/\*+/g, '[^]*')
    .replaceAll('?', '[^]');

/** IAM's pattern language: `*` is any text, `?` any one character. Case counts. */
export function matchesWildcards(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^${wildcardSource(pattern)}$`, 'u');
    if (compiled.size > 1000) compiled.clear();
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** ARNs are compared part by part: a `*` does not reach over a colon, except in the resource at the end. */
export function matchesArn(pattern: string, arn: string): boolean {
  const [wanted, given] = [arnParts(pattern), arnParts(arn)];
  return (
    wanted !== undefined && given !== undefined && wanted.every((part, index) => matchesWildcards(part, given[index]!))
  );
}

function arnParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 || parts[0] !== 'arn' ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
