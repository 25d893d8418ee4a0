import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/**
 * Days on which Lambda stops supporting a runtime; after some weeks more it blocks updates of such functions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const DEPRECATED_ON: Readonly<Record<string, string>> = {
  'nodejs20.x': '2026-04-30',
  'nodejs22.x': '2027-04-30',
  'nodejs24.x': '2028-04-30',
};

const NOTICE_MS = 180 * 24 * 3_600_000;

/** A runtime that AWS has given up still runs, but it cannot be repaired once updates are blocked. */
export function checkFunctionRuntime(lambda: FunctionDescription, now: Date): Finding[] {
  const day = lambda.runtime ? DEPRECATED_ON[lambda.runtime] : undefined;
  if (!day || new Date(day).getTime() - now.getTime() > NOTICE_MS) return [];
  const past = new Date(day) <= now;
  return [
    {
      code: past ? 'FUNCTION_RUNTIME_DEPRECATED' : 'FUNCTION_RUNTIME_ENDS_SOON',
      severity: 'warning',
      summary: `${lambda.runtime} of ${lambda.functionName} ${past ? 'has been' : 'will be'} deprecated ${past ? 'since' : 'on'} ${day}`,
      fix: 'move the function to a newer runtime while Lambda still accepts updates',
      resource: lambda.functionArn,
    },
  ];
}
