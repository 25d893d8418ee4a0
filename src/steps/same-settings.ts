import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/** Whoever may not decrypt them cannot tell whether they are the same. */
export const settingsUnread = ({ functionName, functionArn, environmentUnread }: FunctionDescription): Finding => ({
  code: 'SIGNER_DIFFERS',
  severity: 'blocker',
  summary: `whether ${functionName} is set as it should be could not be determined: its environment cannot be read (${environmentUnread})`,
  fix: 'allow kms:Decrypt on the key that its environment is under',
  resource: functionArn,
});

/** In any order. */
export const sameEnvironment = (a: FunctionDescription['environment'], b: typeof a): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(b).every(([name, value]) => a[name] === value);
