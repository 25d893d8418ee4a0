/** One statement, as loosely as IAM's grammar allows: a single value stands for a list of one. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface ParsedPolicy {
  readonly Version?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

/** Undefined: not a policy document. */
export function parsePolicy(text: string): ParsedPolicy | undefined {
  try {
    const policy: unknown = JSON.parse(text);
    return isPolicy(policy) ? policy : undefined;
  } catch {
    return undefined;
  }
}

export const statementsOf = (policy: ParsedPolicy): readonly PolicyStatement[] =>
  Array.isArray(policy.Statement)
    ? (policy.Statement as readonly PolicyStatement[])
    : [policy.Statement as PolicyStatement];

export function stringsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) =>
    typeof one === 'string' ? [one] : typeof one === 'boolean' || typeof one === 'number' ? [String(one)] : [],
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isPolicy(value: unknown): value is ParsedPolicy {
  if (!isRecord(value) || value['Statement'] === undefined) return false;
  const statements = Array.isArray(value['Statement'])
    ? (value['Statement'] as readonly unknown[])
    : [value['Statement']];
  return (
    statements.length > 0 &&
    statements.every((one) => isRecord(one) && (one['Effect'] === 'Allow' || one['Effect'] === 'Deny'))
  );
}
