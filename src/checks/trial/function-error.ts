import { AWS_SAYS } from '../../aws/failure/recorded-messages.ts';
import { deniedFix, readDenial } from './denied-to-function.ts';
import { showAnswer } from './show-text.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
const FIXES: readonly (readonly [pattern: RegExp, fix: string | ((message: string) => string)])[] = [
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
  [AWS_SAYS.functionDenied.pattern, deniedFix],
  [
    /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN/,
    'check that the function can reach its CA: VPC, route, DNS, security group',
  ],
  [
    /AuthorityUntrusted|SELF_SIGNED|UNABLE_TO_VERIFY|CERT_HAS_EXPIRED/,
    "pin the root that vouches for the CA's server, and see that the host of the URL is in the server's certificate",
  ],
  [
    /CertificateRefused.*not signed by the linked CA/,
    'the CA issues by another certificate than the one that the signer has: it was renewed with another key, or it is another CA; deploy the signer again with the certificate that it issues by (--ca-certificate)',
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
  const denied = readDenial(errorMessage);
  const said = [errorType, errorMessage].filter((part) => part !== '').join(': ');
  const what = showAnswer(said, denied ? DENIAL_CHARACTERS : ERROR_CHARACTERS);
  const fix = FIXES.find(([pattern]) => pattern.test(`${errorType} ${errorMessage}`))?.[1] ?? READ_THE_LOG;
  return {
    summary: `the function failed: ${what || 'without a message'}`,
    fix: typeof fix === 'string' ? fix : fix(errorMessage),
  };
}

const ERROR_CHARACTERS = 240;
/** AWS says last which kind of policy it was, behind two ARNs. */
const DENIAL_CHARACTERS = 700;

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
