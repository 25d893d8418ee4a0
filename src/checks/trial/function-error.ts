import { AWS_SAYS } from '../../aws/failure/recorded-messages.ts';
import { showAnswer } from './show-text.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
const FIXES: readonly (readonly [pattern: RegExp, fix: string])[] = [
  [
    AWS_SAYS.functionModuleMissing.pattern,
    'put the missing module into the deployment package, and check the name of the handler',
  ],
  [
    AWS_SAYS.functionHandlerMissing.pattern,
    'set the handler to the file and function that exist in the deployment package',
  ],
  [AWS_SAYS.functionOutOfMemory.pattern, 'give the function more memory'],
  [
    /Authority(AccessDenied|CredentialsRefused).*(answered HTTP|login)/,
    'check the credentials in the secret of the signer, and what the CA lets them do',
  ],
  [AWS_SAYS.functionDenied.pattern, "allow the function's execution role what the message names"],
  [
    /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN/,
    'check that the function can reach its CA: VPC, route, DNS, security group',
  ],
  [
    /AuthorityUntrusted|SELF_SIGNED|UNABLE_TO_VERIFY|CERT_HAS_EXPIRED/,
    "pin the root that vouches for the CA's server, and see that the host of the URL is in the server's certificate",
  ],
  [/AuthorityPending/, 'let the CA issue without an approval: AWS IoT waits for 5 seconds'],
  [
    AWS_SAYS.functionThrottled.pattern,
    'the CA or AWS asked to slow down: run the trial again, and ask for a higher quota if it stays',
  ],
];
const READ_THE_LOG = "find the cause in the function's log (CloudWatch Logs, /aws/lambda/<function>)";

/** Lambda answers 200 with the error in the payload when the code threw, was stopped or never started. */
export function describeFunctionError(payload: string): { readonly summary: string; readonly fix: string } {
  const [, seconds] = AWS_SAYS.functionTimedOut.pattern.exec(payload) ?? [];
  if (seconds !== undefined) {
    return {
      summary: `the function was stopped by its time-out after ${Number(seconds)} s`,
      fix: 'raise its time-out to 5 s, and look at what it waits for',
    };
  }
  const { errorType, errorMessage } = readError(payload);
  const what = showAnswer([errorType, errorMessage].filter((part) => part !== '').join(': '), 240);
  const fix = FIXES.find(([pattern]) => pattern.test(`${errorType} ${errorMessage}`))?.[1];
  return { summary: `the function failed: ${what || 'without a message'}`, fix: fix ?? READ_THE_LOG };
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function readError(payload: string): { errorType: string; errorMessage: string } {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value === 'object' && value !== null) {
      const members = new Map<string, unknown>(Object.entries(value));
      return { errorType: textOr(members.get('errorType'), ''), errorMessage: textOr(members.get('errorMessage'), '') };
    }
  } catch {
    // Not JSON: shown as it is.
  }
  return { errorType: '', errorMessage: payload };
}
