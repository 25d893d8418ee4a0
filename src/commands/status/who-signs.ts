import type { Finding } from '../../finding.ts';
import { isOurs } from '../../deployment/ownership.ts';
import type { ProviderStatus, SigningStatus } from './signing-status.ts';

/**
 * `aws`: no provider. `own`: a provider that certprov made. `foreign`: one that it did not make. `unknown`: one whose
 * tags cannot be read. Whoever made it, nobody signs when the function is gone (`missing`), AWS IoT may not invoke it
 * (`closed`), or anything else keeps it from signing (`broken`); a switch that its last canary found wanting is
 * `refused`, and one that nobody has proven `unproven`.
 */
export type Signer = 'aws' | Owner | Trouble;
export type Owner = 'own' | 'foreign' | 'unknown';
type Trouble = 'missing' | 'closed' | 'broken' | 'refused' | 'unproven';

const TROUBLE: Readonly<Record<string, Trouble>> = { FUNCTION_MISSING: 'missing', FUNCTION_CLOSED_TO_IOT: 'closed' };
/** What is known of a switch without knowing why; said when nothing else tells more. */
const OF_PROOF: Readonly<Record<string, Trouble>> = { SWITCH_REFUSED: 'refused', SWITCH_UNPROVEN: 'unproven' };

export function whoSigns({ provider }: SigningStatus, findings: readonly Finding[]): Signer {
  if (!provider) return 'aws';
  const reason = whyRefused(findings);
  return reason ? (TROUBLE[reason.code] ?? OF_PROOF[reason.code] ?? 'broken') : ownerOf(provider);
}

/** The finding that says why no CSR can be signed; the plainest one when there are several. */
export function whyRefused(findings: readonly Finding[]): Finding | undefined {
  // A server that is not reached from here is no proof of what devices get.
  const blockers = findings.filter(
    ({ severity, code }) => severity === 'blocker' && code !== 'AUTHORITY_NOT_ANSWERING',
  );
  return (
    blockers.find(({ code }) => code in TROUBLE) ?? blockers.find(({ code }) => !(code in OF_PROOF)) ?? blockers[0]
  );
}

export function ownerOf({ tags }: ProviderStatus): Owner {
  if (tags === null) return 'unknown';
  return isOurs(tags) ? 'own' : 'foreign';
}
