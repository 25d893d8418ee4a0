import type { AccountPlace } from '../../aws/arn.ts';
import type { Permission } from '../../actions/plan.ts';
import { ownTags } from '../../deployment/ownership.ts';
import { conditionOf, type Names, resourcesOf } from './operator-policy.ts';

/** What a permission is asked for with: one resource each, and what the conditions of a policy may look at. */
export interface SimulatedRequest {
  readonly action: Permission['action'];
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

export interface Asked extends Names {
  /** ARN of whoever asks. */
  readonly principalArn: string;
  /** Resources that are known by now, instead of all of their type. */
  readonly known?: Partial<Readonly<Record<Permission['on'], string>>>;
}

/** Several only where AWS looks at several resources of one call. */
export function simulatedRequests(permission: Permission, asked: Asked): SimulatedRequest[] {
  const { action, on } = permission;
  const context = { ...contextOf(permission, asked), 'aws:RequestedRegion': requestedRegion(action, asked.place) };
  return samplesOf(action, on, asked).map((resource) => ({ action, resource, context }));
}

function samplesOf(action: string, on: Permission['on'], asked: Asked): readonly string[] {
  if (on === 'caller' || on === 'caller-role') return [asked.principalArn];
  const known = asked.known?.[on];
  if (known !== undefined) return [known];
  const patterns = [resourcesOf(on, asked)].flat();
  // Only naming a key looks at its alias as well.
  const wanted = action === 'kms:CreateAlias' ? patterns : patterns.filter((one) => !one.includes(':alias/'));
  return wanted.map((pattern) => sampleOf(pattern, asked.place));
}

const NIL = '00000000-0000-4000-8000-000000000000';

/** A resource as it might be: IAM is asked about one that has a name, not about a pattern. */
function sampleOf(pattern: string, { account }: AccountPlace): string {
  if (pattern === '*') return pattern;
  return pattern
    .replace(/:\*:certificate-authority\/\*$/, `:${account}:certificate-authority/${NIL}`)
    .replace(/:key\/\*$/, `:key/${NIL}`)
    .replace(/:(cert|cacert)\/\*$/, (_all, type: string) => `:${type}/${'0'.repeat(64)}`)
    .replace(/-\?{6}$/, '-AbCdEf')
    .replace(/(:secret:.*)\*$/, '$1any-AbCdEf')
    .replace(/\*$/, 'any');
}

/** The values that certprov's own policies ask for are those of its calls. */
function contextOf(permission: Permission, asked: Asked): Readonly<Record<string, string>> {
  const entries = Object.values(conditionOf(permission, asked) ?? {}).flatMap((keys) => Object.entries(keys));
  const tags = isWithTags(permission.action) ? Object.entries({ ...asked.landing?.tags, ...ownTags('any') }) : [];
  const keyArn = permission.action === 'secretsmanager:CreateSecret' ? asked.landing?.encryptionKeyArn : undefined;
  return {
    ...(keyArn === undefined ? {} : { 'secretsmanager:KmsKeyArn': keyArn }),
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...Object.fromEntries(entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
  };
}

const isWithTags = (action: string): boolean => /:(Tag|Create(?!ProvisioningClaim|Alias))/.test(action);

/**
 * IAM is in one Region of each partition.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 */
function requestedRegion(action: string, { partition, region }: AccountPlace): string {
  if (!action.startsWith('iam:')) return region;
  return { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' }[partition] ?? 'us-east-1';
}
