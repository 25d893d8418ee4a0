import type { CodeSigning } from '../aws/ports/function-ports.ts';
import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/** For one line. */
export const codeSigningText = ({ configArn, policy = 'policy not read' }: CodeSigning): string =>
  `${configArn} · ${policy}`;

/**
 * A function for which Lambda takes signed code only: what runs goes on running, and certprov cannot renew it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 */
export function checkCodeSigning(
  { functionName, functionArn: resource }: FunctionDescription,
  signing: CodeSigning | undefined | null,
): Finding[] {
  if (signing?.policy !== 'Enforce') return [];
  return [
    {
      code: 'FUNCTION_CODE_SIGNED',
      severity: 'warning',
      summary: `Lambda takes only signed code for ${functionName} (${signing.configArn}): what is deployed goes on running, and a repair or another version has to be signed first`,
      fix: 'know who signs code for this function before you need it: certprov cannot sign, and deploys no code into it',
      resource,
    },
  ];
}
