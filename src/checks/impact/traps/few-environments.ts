import type { ConcurrencyLimits } from '../../../aws/ports/ports.ts';
import type { Finding } from '../../../finding.ts';

/** Ten devices a second, AWS IoT's own default for RegisterThing, for each of which a slow CA takes two seconds. */
const ENOUGH = 20;

/**
 * Whether a go-live would be throttled by Lambda: new accounts begin with as few as ten, and whoever is one too many is
 * refused, not queued.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function checkFewEnvironments(reserved: number | undefined, limits: ConcurrencyLimits | undefined): Finding[] {
  const concurrency = reserved ?? limits?.unreserved;
  // None at all is a finding of the function's own.
  if (concurrency === undefined || concurrency >= ENOUGH || reserved === 0) return [];
  const whose = reserved === undefined ? 'this account has for all its functions' : 'are reserved for the function';
  return [
    {
      code: 'FEW_ENVIRONMENTS',
      severity: 'warning',
      summary: `Lambda runs ${concurrency} at a time, which ${whose}: while as many devices are being signed for, the next one is refused`,
      fix:
        reserved === undefined
          ? 'before a go-live ask for more: Service Quotas, AWS Lambda, "Concurrent executions" (L-B99A9384)'
          : 'reserve more with `aws lambda put-function-concurrency`, or nothing at all',
    },
  ];
}
