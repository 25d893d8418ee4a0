import { parseArn, type AccountPlace } from '../aws/arn.ts';
import type { VpcAttachment } from '../aws/ports/ports.ts';
import { usageInvalid } from '../errors.ts';
import { isReservedTag, ownTags, type Tags } from './ownership.ts';
import { readVpc, type VpcFlags } from './vpc-flags.ts';
import { vpcTags } from './vpc-tags.ts';

/** Flags for an account that an organization has rules for; each alone, and none is asked for. */
export interface LandingZoneFlags extends VpcFlags {
  /** ARN of a managed policy: the boundary of every role that is made. */
  readonly permissionsBoundary?: string | undefined;
  /** `/team/` */
  readonly rolePath?: string | undefined;
  /** A role that somebody else made for the signer. */
  readonly roleArn?: string | undefined;
  /** `Key=Value`, each. */
  readonly tags?: readonly string[] | undefined;
  /** ARN of a key of AWS KMS: environment variables and secrets are put under it. */
  readonly encryptionKey?: string | undefined;
  /** Days that the log of the function is kept. */
  readonly logRetention?: number | undefined;
  /** Before every name that is made up here. */
  readonly namePrefix?: string | undefined;
}

/** What they come to, checked. */
export interface LandingZone {
  /** What the function is attached to; `isInVpc` also where that is not said. */
  readonly vpc?: VpcAttachment | undefined;
  readonly isInVpc?: boolean | undefined;
  readonly permissionsBoundaryArn?: string | undefined;
  readonly rolePath: string;
  readonly roleArn?: string | undefined;
  readonly encryptionKeyArn?: string | undefined;
  readonly logRetentionDays?: number | undefined;
  /** Without certprov's own. */
  readonly tags: Tags;
  readonly namePrefix: string;
}

export const NO_LANDING_ZONE: LandingZone = { rolePath: '/', tags: {}, namePrefix: '' };

/** Throws for what AWS would refuse; nothing has been asked of anybody by then. */
export function readLandingZone(flags: LandingZoneFlags, place: AccountPlace): LandingZone {
  const { permissionsBoundary, rolePath, roleArn, encryptionKey, logRetention, namePrefix = '' } = flags;
  if (permissionsBoundary !== undefined) assertBoundary(permissionsBoundary, place);
  if (rolePath !== undefined) assertPath(rolePath);
  if (roleArn !== undefined) assertRole(roleArn, flags, place);
  if (encryptionKey !== undefined) assertKey(encryptionKey, place);
  if (logRetention !== undefined) assertRetention(logRetention);
  assertPrefix(namePrefix);
  const vpc = readVpc(flags);
  return {
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundaryArn: permissionsBoundary }),
    rolePath: rolePath ?? '/',
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(encryptionKey === undefined ? {} : { encryptionKeyArn: encryptionKey }),
    ...(logRetention === undefined ? {} : { logRetentionDays: logRetention }),
    tags: readTags(flags.tags ?? [], 50 - ownTagCount(vpc, logRetention)),
    namePrefix,
    ...(vpc === undefined ? {} : { vpc }),
    ...(vpc === undefined && !flags.inVpc ? {} : { isInVpc: true }),
  };
}

/** What shapes a function that is made says nothing of one that is there. */
export function assertForNewFunction(flags: LandingZoneFlags & { readonly function?: string | undefined }): void {
  if (flags.function === undefined) return;
  const [given] = [
    ...(flags.roleArn === undefined ? [] : ['--role-arn']),
    ...(flags.encryptionKey === undefined ? [] : ['--encryption-key']),
    ...(flags.subnetIds === undefined ? [] : ['--subnet-ids']),
    ...(flags.securityGroupIds === undefined ? [] : ['--security-group-ids']),
    ...(flags.logRetention === undefined ? [] : ['--log-retention']),
  ];
  if (given === undefined) return;
  throw usageInvalid(`${given} is for a function that is created: an existing one is left as it is`);
}

/** The operator's, and those by which certprov knows its own again, which nothing outweighs. */
export const tagsFor = ({ tags }: LandingZone, runId: string, more: Tags = {}): Tags => ({
  ...tags,
  ...ownTags(runId, more),
});

/** What a role is made with besides its name; nothing where nothing is asked for. */
export const shapeOfRole = ({ rolePath, permissionsBoundaryArn }: LandingZone) => ({
  ...(rolePath === '/' ? {} : { rolePath }),
  ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundaryArn }),
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
function assertBoundary(arn: string, { partition, account }: AccountPlace): void {
  const parsed = parseArn(arn);
  const isPolicy = parsed?.service === 'iam' && /^policy\/./.test(parsed.resource) && !/\s/.test(arn);
  if (!isPolicy || parsed.partition !== partition)
    throw usageInvalid(
      `--permissions-boundary takes the ARN of a managed policy, and ${arn} is none`,
      `e.g. --permissions-boundary arn:${partition}:iam::${account}:policy/workload-boundary`,
    );
  if (parsed.account === account || parsed.account === 'aws') return;
  throw usageInvalid(
    `the boundary ${arn} is in account ${parsed.account}, and a role of ${account} takes one of ${account} only`,
  );
}

/** As Lambda takes it in the ARN of a role. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
function assertPath(path: string): void {
  if (/^\/([\w+=,.@-]+\/)*$/.test(path) && path.length <= 512) return;
  throw usageInvalid(
    `--role-path ${path} is not valid: it begins and ends with /, with letters, digits or _ + = , . @ - between`,
    'e.g. --role-path /workloads/',
  );
}

function assertRole(arn: string, flags: LandingZoneFlags, { partition, account }: AccountPlace): void {
  const shaped = [
    ...(flags.permissionsBoundary === undefined ? [] : ['--permissions-boundary']),
    ...(flags.rolePath === undefined ? [] : ['--role-path']),
  ];
  if (shaped.length > 0)
    throw usageInvalid(
      `--role-arn and ${shaped.join(', ')} exclude each other: certprov makes no role when it is given one`,
    );
  const parsed = parseArn(arn);
  const isRole = parsed?.service === 'iam' && /^role\/[\w+=,.@/-]+$/.test(parsed.resource);
  if (!isRole || parsed.partition !== partition)
    throw usageInvalid(
      `--role-arn takes the ARN of a role, and ${arn} is none`,
      `e.g. --role-arn arn:${partition}:iam::${account}:role/workloads/iot-signer`,
    );
  if (parsed.account !== account)
    throw usageInvalid(`the role ${arn} is in account ${parsed.account}, and Lambda takes one of ${account} only`);
}

/** Policies name keys by their ARN: an alias may stand for another one tomorrow. */
function assertKey(arn: string, { partition, region }: AccountPlace): void {
  const parsed = parseArn(arn);
  const isKey = parsed?.service === 'kms' && /^key\/[\w-]+$/.test(parsed.resource);
  if (!isKey || parsed.partition !== partition)
    throw usageInvalid(
      `--encryption-key takes the ARN of a key of AWS KMS, and ${arn} is none`,
      `e.g. --encryption-key arn:${partition}:kms:${region}:123456789012:key/…`,
    );
  if (parsed.region !== region)
    throw usageInvalid(`the key ${arn} is in ${parsed.region}, and Lambda and Secrets Manager take one of ${region}`);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function assertRetention(days: number): void {
  if (RETENTIONS.includes(days)) return;
  throw usageInvalid(
    `--log-retention ${days} is not possible: CloudWatch Logs takes ${RETENTIONS.slice(0, -1).join(', ')} or ${RETENTIONS.at(-1)} days`,
  );
}

function assertPrefix(prefix: string): void {
  if (/^[\w-]{0,32}$/.test(prefix)) return;
  throw usageInvalid(
    `--name-prefix ${prefix} is not valid: up to 32 letters, digits, _ or -`,
    'e.g. --name-prefix acme-',
  );
}

/** certprov puts four of its own on provider and function; on the role, two and what the flags bring. */
const ownTagCount = (vpc: VpcAttachment | undefined, logRetention: number | undefined): number =>
  Math.max(4, 2 + Object.keys(vpcTags(vpc)).length + (logRetention === undefined ? 0 : 1));

/**
 * What every service here takes; IAM compares keys without regard to case.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
function readTags(given: readonly string[], most: number): Tags {
  const tags: Record<string, string> = {};
  for (const pair of given) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw usageInvalid(`--tags takes Key=Value, and ${pair} is none`, 'e.g. --tags CostCenter=1234 --tags Owner=iot');
    if (key.length < 1 || key.length > 128 || value.length > 256 || !isTagText(key) || !isTagText(value))
      throw usageInvalid(
        `--tags ${pair} is not valid: a key has 1 to 128, a value up to 256 letters, digits, blanks or _ . : / = + - @`,
      );
    if (isReservedTag(key))
      throw usageInvalid(`--tags ${pair} is not valid: keys that begin with aws: or certprov: are taken`);
    if (Object.keys(tags).some((other) => other.toLowerCase() === key.toLowerCase()))
      throw usageInvalid(`--tags gives ${key} twice, and IAM tells no capital letters apart in keys`);
    tags[key] = value;
  }
  // AWS's own limit, on most things.
  if (Object.keys(tags).length > most)
    throw usageInvalid(`--tags: AWS allows 50 on one thing, and certprov needs ${50 - most} for its own`);
  return tags;
}

const isTagText = (text: string): boolean => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
