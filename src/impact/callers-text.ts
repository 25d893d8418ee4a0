import type { HttpCallers } from '../checks/impact/fleet-facts.ts';
import { counted, groupDigits } from '../terminal/quantity-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import { table } from '../terminal/table.ts';

/** Never "nobody": CloudTrail is behind by some minutes, and may not be readable. */
export function callersText(callers: HttpCallers | null, place: string): string {
  if (callers === null) return 'Who calls CreateCertificateFromCsr over HTTP is unknown: CloudTrail could not be read.';
  const { days, isWhole } = callers;
  const found = callers.callers.length;
  if (found === 0)
    return isWhole
      ? `CloudTrail has no call of CreateCertificateFromCsr of the last ${days} days (${place}); one of the last minutes may not be there yet.`
      : 'Who calls CreateCertificateFromCsr over HTTP is unknown: CloudTrail had more than was looked at, and no call in it.';
  const calls = callers.callers.reduce((sum, caller) => sum + caller.calls, 0);
  const what = `of CreateCertificateFromCsr over HTTP, by ${counted(found, 'principal')}`;
  return isWhole
    ? `CloudTrail has ${counted(calls, 'call')} of the last ${days} days ${what}:`
    : `CloudTrail has more than was looked at. The last ${counted(calls, 'call')} ${what}:`;
}

export function callersTable({ callers }: HttpCallers, columns: number): string {
  const rows = callers.map(({ principal, calls, refused, last }) => [
    groupDigits(calls),
    groupDigits(refused),
    last.toISOString().slice(0, 10),
    safeText(principal),
  ]);
  return table([['calls', 'refused', 'last', 'by'], ...rows], { columns, indent: '  ' });
}

/** For the page of `init`; undefined: CloudTrail has none. */
export function callersInShort(callers: HttpCallers | null): string | undefined {
  if (callers === null) return 'unknown: CloudTrail could not be read';
  const { days, isWhole } = callers;
  const calls = callers.callers.reduce((sum, caller) => sum + caller.calls, 0);
  if (calls === 0) return isWhole ? undefined : 'unknown: not all was looked at';
  const by = counted(callers.callers.length, 'principal');
  return `${isWhole ? '' : 'at least '}${counted(calls, 'CSR')} in ${days} days, by ${by}`;
}
