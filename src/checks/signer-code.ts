import type { FunctionDescription } from '../aws/ports/ports.ts';
import { CODE } from '../deployment/ownership.ts';
import type { Finding } from '../finding.ts';

/**
 * `ok`: as certprov deployed it, or the very signer of this version. `other-version`: as deployed, by a certprov with
 * another signer. `changed`: neither.
 */
export type CodeVerdict = 'ok' | 'other-version' | 'changed';

/** Hashes as Lambda reports them: base64 SHA-256 of the zip. */
interface KnownCode {
  /** What this version would deploy for the same kind of CA; undefined when its file cannot be read. */
  readonly thisVersion: string | undefined;
  /** What this machine's journal says was deployed. Whoever changes the function cannot change it along. */
  readonly journaled: string | undefined;
}

export interface SignerCode {
  readonly verdict: CodeVerdict;
  /** What was deployed, and what says so. */
  readonly deployed: string | undefined;
  readonly knownFrom: 'journal' | 'tag' | undefined;
  readonly thisVersion: string | undefined;
}

/** Whether a function still is the signer that certprov deployed; undefined for functions that it did not. */
export function signerCode(lambda: FunctionDescription, known: KnownCode): SignerCode | undefined {
  const { codeSha256, tags } = lambda;
  const { thisVersion, journaled } = known;
  const deployed = journaled ?? tags[CODE];
  const isThisVersion = codeSha256 === thisVersion;
  if (deployed === undefined && !isThisVersion) return undefined;
  const knownFrom = journaled !== undefined ? 'journal' : deployed !== undefined ? 'tag' : undefined;
  return { verdict: verdictOn(), deployed, knownFrom, thisVersion };

  function verdictOn(): CodeVerdict {
    if (deployed !== undefined && deployed !== codeSha256) return 'changed';
    return isThisVersion || thisVersion === undefined ? 'ok' : 'other-version';
  }
}

/** Other code now means that somebody changed the signer; code of another version is no fault, and worth knowing. */
export function checkSignerCode(lambda: FunctionDescription, code: SignerCode | undefined): Finding[] {
  const { functionName, functionArn: resource } = lambda;
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
