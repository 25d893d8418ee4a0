import type { PolicyDocument } from '../../aws/ports/ports.ts';

/**
 * Whether two policies say the same. Members of an object, statements, actions and resources have no order, and one
 * value is the same alone and in a list.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const isSamePolicy = (a: PolicyDocument | undefined, b: PolicyDocument): boolean =>
  a !== undefined && canonical(a) === canonical(b);

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const items = [...new Set(value.map(canonical))].toSorted();
    return items.length === 1 ? items[0]! : `[${items.join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    .toSorted();
  return `{${members.join(',')}}`;
}
