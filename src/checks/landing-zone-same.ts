import { parseArn } from '../aws/arn.ts';
import type { FunctionDescription, RoleDescription, SecretDescription } from '../aws/ports/ports.ts';
import type { LandingZone } from '../deployment/landing-zone.ts';
import { isOurs, type Tags } from '../deployment/ownership.ts';
import { isSameVpc } from '../deployment/vpc-flags.ts';
import { vpcOfTags } from '../deployment/vpc-tags.ts';
import type { Finding } from '../finding.ts';

/** What is there of an earlier run; null: it could not be read. */
export interface Made {
  readonly role?: RoleDescription | undefined | null;
  readonly function?: FunctionDescription | undefined | null;
  readonly secret?: SecretDescription | undefined | null;
  readonly provider?: { readonly tags: Tags } | undefined | null;
}

/** What each was made with: runs of `init` may have had other flags. */
export type AsMade = Readonly<Record<keyof Made, LandingZone>>;

/** `/` or `/team/` of the ARN of a role. */
const rolePathOf = (roleArn: string): string => /^role(\/.*\/|\/)/.exec(parseArn(roleArn)?.resource ?? '')?.[1] ?? '/';

/**
 * How what exists differs from what the flags of this run ask for, as parts of a sentence. What they do not ask for is
 * not compared: an existing boundary may stay.
 */
export function landingZoneDifferences(
  landing: LandingZone,
  { role, function: lambda, secret, provider }: Made,
): string[] {
  const { permissionsBoundaryArn: boundary, rolePath, roleArn, namePrefix } = landing;
  const usedRole = lambda?.roleArn ?? role?.roleArn;
  return [
    ...(lambda && !lambda.functionName.startsWith(namePrefix) ? [`the function ${lambda.functionName}`] : []),
    ...(roleArn !== undefined && usedRole !== undefined && usedRole !== roleArn ? [`the role ${usedRole}`] : []),
    ...(rolePath !== '/' && usedRole !== undefined && rolePathOf(usedRole) !== rolePath
      ? [`the role path ${rolePathOf(usedRole)}`]
      : []),
    ...(boundary !== undefined && role && role.permissionsBoundaryArn !== boundary
      ? [
          `${role.permissionsBoundaryArn === undefined ? 'no permissions boundary' : `the boundary ${role.permissionsBoundaryArn}`} on the role`,
        ]
      : []),
    ...otherTags('the role', landing.tags, role && isOurs(role.tags) ? role.tags : undefined),
    ...otherTags('the function', landing.tags, lambda?.tags),
    ...otherVpc(landing, lambda),
    ...otherVpcOfRole(landing, lambda ? undefined : role),
    ...otherKey('the environment', landing, lambda && (lambda.kmsKeyArn ?? '')),
    ...otherTags('the secret', landing.tags, secret && isOurs(secret.tags) ? secret.tags : undefined),
    ...otherKey('the secret', landing, secret && isOurs(secret.tags) ? (secret.kmsKeyId ?? '') : undefined),
    ...otherTags('the certificate provider', landing.tags, provider?.tags),
  ];
}

/**
 * Not changed afterwards: Lambda creates the interfaces as the function's role, which has the rights for that or not.
 */
function otherVpc({ vpc: wanted }: LandingZone, lambda: FunctionDescription | undefined | null): string[] {
  if (wanted === undefined || !lambda || (lambda.vpc && isSameVpc(lambda.vpc, wanted))) return [];
  return [lambda.vpc === undefined ? 'a function in no VPC' : `a function in ${lambda.vpc.subnetIds.join(', ')}`];
}

/** A run that was cut off before the function: the role's tags are what a later rollback may have to go by. */
function otherVpcOfRole({ vpc: wanted }: LandingZone, role: RoleDescription | undefined | null): string[] {
  if (wanted === undefined || !role || !isOurs(role.tags)) return [];
  const vpc = vpcOfTags(role.tags);
  if (vpc && isSameVpc(vpc, wanted)) return [];
  return [`a role for a function in ${vpc === undefined ? 'no VPC' : vpc.subnetIds.join(', ')}`];
}

function otherKey(what: string, { encryptionKeyArn: wanted }: LandingZone, used: string | undefined | null): string[] {
  if (wanted === undefined || used === undefined || used === null || wanted.endsWith(used || ' ')) return [];
  return [`${what} under ${used === '' ? "AWS's own key" : `the key ${used}`}`];
}

function otherTags(what: string, wanted: Tags, tags: Tags | undefined): string[] {
  if (tags === undefined) return [];
  const other = Object.entries(wanted).filter(([key, value]) => tags[key] !== value);
  return other.length === 0 ? [] : [`other tags on ${what} (${other.map(([key]) => key).join(', ')})`];
}

/**
 * Whether what certprov made still has the boundary, the tags and the key that it was made with, as the journal has
 * them. Who takes a boundary off a role does it past the rules that asked for it.
 */
export function checkLandingZoneKept(asMade: AsMade, made: Made): Finding[] {
  const differences = [
    ...landingZoneDifferences(asMade.role, { role: made.role }),
    ...landingZoneDifferences(asMade.function, { function: made.function }),
    ...landingZoneDifferences(asMade.secret, { secret: made.secret }),
    ...landingZoneDifferences(asMade.provider, { provider: made.provider }),
  ];
  if (differences.length === 0) return [];
  return [
    {
      code: 'LANDING_ZONE_CHANGED',
      severity: 'warning',
      summary: `what certprov made is not as it was made any more: it has ${differences.join(', ')}`,
      fix: 'find out who changed it, and have it put back; devices are served as before unless the key or the boundary keeps the signer from its work: try it with `certprov dry-run`',
      ...(made.function ? { resource: made.function.functionArn } : {}),
    },
  ];
}

/** certprov changes nothing of what an earlier run made. */
export function checkLandingZoneSame(landing: LandingZone, made: Made): Finding[] {
  const differences = landingZoneDifferences(landing, made);
  if (differences.length === 0) return [];
  return [
    {
      code: 'LANDING_ZONE_DIFFERS',
      severity: 'blocker',
      summary: `what is there of an earlier run is not as this one asks for it: it has ${differences.join(', ')}`,
      fix: 'take the earlier one back with `certprov rollback --all`, or give the flags that it was made with',
      ...(made.function ? { resource: made.function.functionArn } : made.role ? { resource: made.role.roleArn } : {}),
    },
  ];
}
