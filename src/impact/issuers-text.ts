import type { IssuerSample } from '../checks/impact/fleet-facts.ts';
import { counted, groupDigits } from '../terminal/quantity-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import { table } from '../terminal/table.ts';

export function issuersText(issuers: IssuerSample | null): string {
  if (issuers === null) return 'Who issued the certificates of the registry is unknown: they could not be read.';
  const { read, unreadable, hasMore } = issuers;
  if (read === 0) return hasMore ? 'No certificate of the registry was read.' : 'The registry has no certificate.';
  const all = hasMore
    ? `Of ${counted(read, 'certificate')}, the newest of the registry; older ones were not read.`
    : `All ${counted(read, 'certificate')} of the registry.`;
  return unreadable === 0 ? all : `${all} ${groupDigits(unreadable)} could not be understood.`;
}

export function issuersTable({ groups }: IssuerSample, columns: number): string {
  const rows = groups.map(({ issuer, isAmazon, count, firstEnd, lastEnd }) => [
    groupDigits(count),
    firstEnd.getTime() === lastEnd.getTime() ? dayOf(firstEnd) : `${dayOf(firstEnd)} to ${dayOf(lastEnd)}`,
    isAmazon ? "Amazon's CA for AWS IoT, by its name" : issuer === '' ? 'a CA without a name' : safeText(issuer),
  ]);
  return table([['number', 'they end', 'issuer'], ...rows], { columns, indent: '  ' });
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
