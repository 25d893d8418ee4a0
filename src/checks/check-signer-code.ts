import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';
import type { SignerCode } from './signer-code.ts';

/** Other code now means that somebody changed the signer; code of another version is no fault, and worth knowing. */
export function checkSignerCode(function_: FunctionDescription, code: SignerCode | undefined): Finding[] {
  const { functionName, functionArn: resource } = function_;
  if (code?.verdict === 'changed') {
    const summary = `the code of ${functionName} is not what certprov deployed`;
    return [
      {
        code: 'SIGNER_CODE_CHANGED',
        severity: 'warning',
        summary: code.knownFrom === 'journal' ? `${summary} from this machine` : summary,
        fix: `find out who changed it, and try it with \`certprov dry-run --function ${functionName}\``,
        resource,
      },
    ];
  }
  if (code?.verdict === 'other-version') {
    return [
      {
        code: 'SIGNER_OTHER_VERSION',
        severity: 'warning',
        summary: `${functionName} runs the signer of another version of certprov`,
        fix: 'it may stay; for the signer of this version `certprov rollback --all`, then `certprov init`',
        resource,
      },
    ];
  }
  return [];
}
