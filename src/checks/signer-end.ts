import type { Finding } from '../finding.ts';

/** A CA as it is now, and when it ends as the settings of its signer have it. */
interface SignerEnd {
  readonly displayName: string;
  readonly notAfter: Date | undefined;
  readonly arn: string;
  readonly known: Date | undefined;
}

/** Both are in whole seconds, but not rounded alike everywhere. */
const SAME_MS = 1_000;

/** What makes a signer take up the certificate that its CA has now. */
export const DEPLOY_AGAIN =
  'deploy the signer again: `certprov rollback --all`, then `certprov init`; AWS signs in between';

/** A renewed CA is another one for a signer that was told when its CA ends: certificates go on ending by the old end. */
export function checkSignerEnd({ displayName, notAfter, arn, known }: SignerEnd, now: Date): Finding[] {
  if (!notAfter || !known || Math.abs(notAfter.getTime() - known.getTime()) <= SAME_MS) return [];
  const told = `the CA ${displayName} ends ${day(notAfter)}, and its signer was told ${day(known)}`;
  if (known > notAfter) {
    return [
      {
        code: 'SIGNER_CA_END_STALE',
        severity: 'warning',
        summary: `${told}: it asks for certificates that end after the CA, and those are refused`,
        fix: DEPLOY_AGAIN,
        resource: arn,
      },
    ];
  }
  const isOver = known <= now;
  return [
    {
      code: 'SIGNER_CA_END_STALE',
      severity: isOver ? 'blocker' : 'warning',
      summary: isOver
        ? `${told}, which is past: it refuses every CSR`
        : `${told}: the CA was renewed, certificates still end by ${day(known)}, and from then on every CSR is refused`,
      fix: DEPLOY_AGAIN,
      resource: arn,
    },
  ];
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
