import type { TrialRuleCode } from './trial-rules.ts';

/** One rule applied to one trial signing. A note does not stop the switch; a failure does. */
export interface TrialCheck {
  /** UPPER_SNAKE, the same whatever the outcome. */
  readonly code: TrialRuleCode;
  readonly passed: boolean;
  readonly severity: 'ok' | 'note' | 'fail';
  /** Short left column, at most 27 characters. */
  readonly title: string;
  /** The evidence, one line. */
  readonly summary: string;
  readonly fix?: string;
}

interface TrialRule {
  ok(summary: string): TrialCheck;
  note(summary: string, fix?: string): TrialCheck;
  fail(summary: string, fix: string): TrialCheck;
}

/** The three outcomes of a rule, which share its code and title. */
export function trialRule(code: TrialRuleCode, title: string): TrialRule {
  const outcome = (severity: TrialCheck['severity'], summary: string, fix?: string): TrialCheck => ({
    code,
    passed: severity !== 'fail',
    severity,
    title,
    summary,
    ...(fix === undefined ? {} : { fix }),
  });
  return {
    ok: (summary) => outcome('ok', summary),
    note: (summary, fix) => outcome('note', summary, fix),
    fail: (summary, fix) => outcome('fail', summary, fix),
  };
}
