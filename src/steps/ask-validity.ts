import { usageInvalid } from '../errors.ts';
import type { Prompter } from '../terminal/prompter.ts';

interface ValidityQuestion {
  /** `--validity-days` */
  readonly given: number | undefined;
  /** The longest that the CA can give today. */
  readonly mostDays: number;
  /** Completes "…: at most": why no more. */
  readonly limitedBy: string;
}

const DEFAULT_VALIDITY_DAYS = 365;

/** How long certificates are valid, in whole days. */
export async function askValidity(
  { given, mostDays, limitedBy }: ValidityQuestion,
  prompter: Prompter,
): Promise<number> {
  const problem = (days: number): string | undefined => {
    if (!Number.isInteger(days) || days < 1) return 'a whole number of days, 1 or more';
    return days <= mostDays ? undefined : limitedBy;
  };
  if (given !== undefined) {
    const why = problem(given);
    if (why) throw usageInvalid(`--validity-days ${given} is not valid: ${why}`);
    return given;
  }
  const answer = await prompter.input({
    flag: '--validity-days',
    message: 'For how many days is a certificate valid?',
    recommended: String(Math.min(DEFAULT_VALIDITY_DAYS, mostDays)),
    validate: (text) => problem(text.trim() === '' ? Number.NaN : Number(text)),
  });
  return Number(answer);
}
