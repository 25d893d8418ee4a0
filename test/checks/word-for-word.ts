import type { Finding } from '../../src/finding.ts';

/** A finding in one line, with everything that is said of it. */
export const findingLine = ({ severity, code, summary, fix, resource }: Finding): string =>
  `${severity} ${code}: ${summary} | ${fix}${resource === undefined ? '' : ` | ${resource}`}`;

/** What is found in each case, in the order in which it is said; `-`: nothing. */
export const wordForWord = (cases: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(cases)
    .map(([name, lines]) => `${[name, ...(lines.length === 0 ? ['-'] : lines)].join('\n  ')}\n`)
    .join('');
