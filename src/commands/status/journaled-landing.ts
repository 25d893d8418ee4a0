import { type JournalRun, stillMade } from '../../actions/journal.ts';
import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { createFunction } from '../../actions/kinds/create-function.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { createSecret } from '../../actions/kinds/create-secret.ts';
import type { AsMade } from '../../checks/landing-zone-same.ts';
import { type LandingZone, NO_LANDING_ZONE } from '../../deployment/landing-zone.ts';
import { isReservedTag, type Tags } from '../../deployment/ownership.ts';

type Names = Readonly<
  Record<'roleName' | 'functionName' | 'secretName' | 'certificateProviderName', string | undefined>
>;

/**
 * The boundary, key and tags with which certprov made what is there, from this machine and not taken back. The path of a
 * role is no part of it: a role under another path is another role, of which is told elsewhere.
 */
export function journaledLanding(runs: readonly JournalRun[], names: Names): AsMade {
  const made = stillMade(runs).map(({ action }) => action);
  const asMade = (kind: string, name: keyof Names): LandingZone =>
    landingOf(made.find((action) => action.kind === kind && isNamed(action.args, name, names[name]))?.args ?? {});
  return {
    role: asMade(createRole.kind, 'roleName'),
    function: asMade(createFunction.kind, 'functionName'),
    secret: asMade(createSecret.kind, 'secretName'),
    provider: asMade(createCertificateProvider.kind, 'certificateProviderName'),
  };
}

const isNamed = (args: unknown, member: keyof Names, name: string | undefined): boolean =>
  name !== undefined && (args as Partial<Record<keyof Names, unknown>>)[member] === name;

/** What another version may have journaled in other ways is left out. */
function landingOf(args: {
  readonly permissionsBoundaryArn?: unknown;
  readonly kmsKeyArn?: unknown;
  readonly tags?: unknown;
}): LandingZone {
  const { permissionsBoundaryArn, kmsKeyArn, tags } = args;
  return {
    ...NO_LANDING_ZONE,
    ...(typeof permissionsBoundaryArn === 'string' ? { permissionsBoundaryArn } : {}),
    ...(typeof kmsKeyArn === 'string' ? { encryptionKeyArn: kmsKeyArn } : {}),
    tags: operatorTags(tags),
  };
}

/** Without certprov's own, and without AWS's. */
export function operatorTags(tags: unknown): Tags {
  if (typeof tags !== 'object' || tags === null) return {};
  const given = Object.entries(tags).filter(
    (tag): tag is [string, string] => typeof tag[1] === 'string' && !isReservedTag(tag[0]),
  );
  return Object.fromEntries(given);
}
