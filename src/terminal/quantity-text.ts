/** `2026-11-22 02:14 UTC` */
export const utcTime = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** The age in its largest unit: `40 seconds`, `3 days`. */
export const describeAge = (date: Date, now: Date): string =>
  describeSpan(Math.max(0, Math.round((now.getTime() - date.getTime()) / 1000)));

export function describeSpan(seconds: number): string {
  const [size, name] = UNITS.find(([unit]) => seconds >= unit) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** `1,214 devices`, `1 device`. */
export const counted = (n: number, what: string): string => `${groupDigits(n)} ${what}${n === 1 ? '' : 's'}`;

/** `1,214`, in every locale. (`toLocaleString` would load all of ICU's number formats for a comma.) */
export const groupDigits = (value: number): string => String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
