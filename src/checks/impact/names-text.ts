const MOST = 3;

/** `a, b and 4 more`; each name once. */
export function namesText(names: readonly string[], most: number = MOST): string {
  const each = [...new Set(names)];
  const left = each.length - most;
  if (left > 0) return `${each.slice(0, most).join(', ')} and ${left} more`;
  return each.length < 2 ? (each[0] ?? '') : `${each.slice(0, -1).join(', ')} and ${each.at(-1)}`;
}
