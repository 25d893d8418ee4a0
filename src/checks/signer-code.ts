import type { FunctionDescription } from '../aws/ports.ts';
import { CODE } from '../ownership.ts';
import type { Finding } from './finding.ts';

/** A function that certprov deployed carries the hash of its zip; other code now means that somebody changed the signer. */
export function checkSignerCode(function_: FunctionDescription): Finding[] {
  const deployed = function_.tags[CODE];
  if (deployed === undefined || deployed === function_.codeSha256) return [];
  return [
    {
      code: 'SIGNER_CODE_CHANGED',
      severity: 'warning',
      summary: `the code of ${function_.functionName} is not what certprov deployed`,
      fix: `find out who changed it, and try it with \`certprov dry-run --function ${function_.functionName}\``,
      resource: function_.functionArn,
    },
  ];
}
