import { pageAfter } from '../page-after.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { requireKeyForLogs } from './key-for-logs.ts';
import type { LogGroupRecord } from './state.ts';

interface GroupInput {
  readonly logGroupName: string;
}

interface CreateInput extends GroupInput {
  readonly kmsKeyId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export const groupArn = (name: string, { region, account }: Pick<Call, 'region' | 'account'>): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export function createLogGroup({ logGroupName: name, kmsKeyId, tags = {} }: CreateInput, call: Call): Promise<object> {
  const arn = groupArn(name, call);
  return call.store.change((state) => {
    const { groups } = regionOf(state, call.region).logs;
    if (kmsKeyId !== undefined) requireKeyForLogs(state, { keyArn: kmsKeyId, groupArn: arn }, call);
    if (lookup(groups, name))
      throw new ServiceError('ResourceAlreadyExistsException', 400, 'The specified log group already exists');
    groups[name] = {
      name,
      arn,
      createdAt: call.clock.now().toISOString(),
      ...(kmsKeyId === undefined ? {} : { kmsKeyArn: kmsKeyId }),
      tags: { ...tags },
    };
    return {};
  });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function putRetentionPolicy(
  { logGroupName, retentionInDays }: GroupInput & { readonly retentionInDays: number },
  call: Call,
): Promise<object> {
  if (!RETENTIONS.includes(retentionInDays))
    throw new ServiceError(
      'InvalidParameterException',
      400,
      `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTIONS.join(', ')}]`,
    );
  return call.store.change((state) => {
    findGroup(state, logGroupName, call).retentionInDays = retentionInDays;
    return {};
  });
}

export function deleteRetentionPolicy({ logGroupName }: GroupInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    delete findGroup(state, logGroupName, call).retentionInDays;
    return {};
  });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export function deleteLogGroup({ logGroupName }: GroupInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    findGroup(state, logGroupName, call);
    delete regionOf(state, call.region).logs.groups[logGroupName];
    return {};
  });
}

interface DescribeInput {
  readonly logGroupNamePrefix?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export function describeLogGroups(input: DescribeInput, call: Call): Promise<object> {
  const { logGroupNamePrefix = '', nextToken: token, limit = 50 } = input;
  return call.store.read((state) => {
    const groups = Object.values(regionOf(state, call.region).logs.groups);
    const page = pageAfter(
      groups.filter(({ name }) => name.startsWith(logGroupNamePrefix)),
      { token, size: Math.min(limit, call.settings.pageSize ?? limit), keyOf: ({ name }) => name },
    );
    if (!page) throw new ServiceError('InvalidParameterException', 400, 'The specified nextToken is invalid.');
    return { logGroups: page.items.map(described), nextToken: page.next };
  });
}

const described = ({ name, arn, createdAt, retentionInDays, kmsKeyArn }: LogGroupRecord): object => ({
  logGroupName: name,
  creationTime: new Date(createdAt).getTime(),
  ...(retentionInDays === undefined ? {} : { retentionInDays }),
  metricFilterCount: 0,
  arn: `${arn}:*`,
  logGroupArn: arn,
  storedBytes: 0,
  ...(kmsKeyArn === undefined ? {} : { kmsKeyId: kmsKeyArn }),
  logGroupClass: 'STANDARD',
});

export function findGroup(state: AccountState, name: string, call: Call): LogGroupRecord {
  const found = lookup(regionOf(state, call.region).logs.groups, name);
  if (!found) throw new ServiceError('ResourceNotFoundException', 400, 'The specified log group does not exist.');
  return found;
}
