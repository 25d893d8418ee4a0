import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/** AWS IoT gives the function 5 seconds, and Lambda's own default timeout is 3. */
export const LIMIT_SECONDS = 5;

/**
 * Whether Lambda would run the function at all when AWS IoT invokes it, and let it use the 5 seconds it has.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export function checkFunctionUsable(lambda: FunctionDescription): Finding[] {
  const { functionName, functionArn: resource } = lambda;
  const findings: Finding[] = [];
  if (lambda.state !== 'Active') {
    findings.push({
      code: 'FUNCTION_NOT_ACTIVE',
      severity: lambda.state === 'Inactive' ? 'warning' : 'blocker',
      summary: `${functionName} is ${lambda.state}${lambda.stateReason ? `: ${lambda.stateReason}` : ''}`,
      fix:
        lambda.state === 'Inactive'
          ? `nobody invoked it for weeks: the next device is refused while Lambda sets it up again. A trial signing wakes it: \`certprov dry-run --function ${functionName}\``
          : 'Lambda invokes Active functions only: redeploy it, or wait while it is Pending',
      resource,
    });
  }
  if (lambda.lastUpdateStatus === 'Failed') {
    findings.push({
      code: 'FUNCTION_UPDATE_FAILED',
      severity: 'warning',
      summary: `the last update of ${functionName} failed${lambda.lastUpdateStatusReason ? `: ${lambda.lastUpdateStatusReason}` : ''}; the code before it still runs`,
      fix: 'deploy it again',
      resource,
    });
  }
  if (lambda.reservedConcurrency === 0) {
    findings.push({
      code: 'FUNCTION_CONCURRENCY_ZERO',
      severity: 'blocker',
      summary: `${functionName} has a reserved concurrency of 0: nobody can invoke it`,
      fix: `\`aws lambda delete-function-concurrency --function-name ${functionName}\``,
      resource,
    });
  }
  if (lambda.timeoutSeconds < LIMIT_SECONDS) {
    findings.push({
      code: 'FUNCTION_TIMEOUT_SHORT',
      severity: 'warning',
      summary: `the timeout of ${functionName} is ${lambda.timeoutSeconds} s: Lambda stops it before AWS IoT's 5 s are over`,
      fix: `\`aws lambda update-function-configuration --function-name ${functionName} --timeout ${LIMIT_SECONDS}\``,
      resource,
    });
  }
  return findings;
}
