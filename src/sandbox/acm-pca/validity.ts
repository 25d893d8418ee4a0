import { invalidArgs } from './errors.ts';

export interface Validity {
  readonly Type: 'END_DATE' | 'ABSOLUTE' | 'DAYS' | 'MONTHS' | 'YEARS';
  readonly Value: number;
}

const DAY_MS = 24 * 3600 * 1000;

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_Validity.html */
export function endOfValidity({ Type, Value }: Validity, now: Date): Date {
  if (!Number.isInteger(Value) || Value < 1) throw invalidArgs('The validity value must be a whole number from 1');
  const end = new Date(now);
  switch (Type) {
    case 'DAYS':
      return new Date(now.getTime() + Value * DAY_MS);
    case 'MONTHS':
      end.setUTCMonth(end.getUTCMonth() + Value);
      return end;
    case 'YEARS':
      end.setUTCFullYear(end.getUTCFullYear() + Value);
      return end;
    case 'ABSOLUTE':
      return new Date(Value * 1000);
    case 'END_DATE':
      return parseEndDate(Value);
    default:
      throw invalidArgs(`The validity type ${String(Type)} is not one of END_DATE, ABSOLUTE, DAYS, MONTHS, YEARS`);
  }
}

/** UTCTime (YYMMDDHHMMSS) or GeneralizedTime (YYYYMMDDHHMMSS) as a number, which drops a leading zero. */
function parseEndDate(value: number): Date {
  const text = String(value);
  const digits = text.length <= 12 ? text.padStart(12, '0') : text.padStart(14, '0');
  const century = digits.length === 14 ? '' : Number(digits.slice(0, 2)) < 50 ? '20' : '19';
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(century + digits) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  if (year === undefined || month === undefined) throw invalidArgs(`The end date ${text} is not a date`);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}
