import type { AccountPlace } from '../aws/arn.ts';
import type { AwsReader } from '../aws/ports/ports.ts';
import { claimPolicies } from '../checks/impact/claim-policies.ts';
import type { PolicyUse, Sampled } from '../checks/impact/fleet-facts.ts';
import { readIotPolicy, type IotPolicy } from '../checks/impact/iot-policy.ts';
import { eachBounded } from './each-bounded.ts';
import type { FleetTools } from './fleet-tools.ts';

export type PolicySource = Pick<
  AwsReader,
  'listPolicies' | 'policyDocument' | 'policyTargets' | 'listAttachedPolicies'
>;

/** Read first, in case there is no time for all of them. */
const LIKELY = /claim|provision|bootstrap|birth|onboard|enrol|fleet/i;
/** Certificates of one claim are alike: all come from one production line. */
const LOOKED_AT = 3;
/** Policies for everything, which say little; an account can have one for each device. */
const MOST_BROAD = 20;

export async function readPolicies({
  aws,
  notes,
  bounded,
  isOver,
}: FleetTools<PolicySource>): Promise<Sampled<IotPolicy>> {
  const names: string[] = [];
  for await (const page of aws.listPolicies()) {
    names.push(...page);
    if (isOver()) break;
  }
  names.sort((a, b) => Number(LIKELY.test(b)) - Number(LIKELY.test(a)));
  const { results, error } = await eachBounded(
    names,
    // A policy that was deleted in between allows nothing.
    async (name) => readIotPolicy(name, (await aws.policyDocument(name)) ?? '{"Statement":[]}'),
    bounded('policies', names.length),
  );
  if (error !== undefined) notes.refused('the documents of the IoT policies', error);
  else notes.leftOut('IoT policies', results.length, names.length);
  return { read: results, total: names.length };
}

/** Who has the policies that may be those of claims. */
export async function readUses(
  policies: readonly IotPolicy[],
  place: AccountPlace,
  { aws, notes, bounded }: FleetTools<PolicySource>,
): Promise<ReadonlyMap<string, PolicyUse>> {
  const { narrow, broad } = claimPolicies(policies, place);
  const asked = [...narrow, ...broad.slice(0, MOST_BROAD)].map(({ policyName }) => policyName);
  const { results, error } = await eachBounded(
    asked,
    async (policyName): Promise<readonly [string, PolicyUse]> => [policyName, await readUse(policyName, aws)],
    bounded('claim policies', asked.length),
  );
  if (error !== undefined) notes.refused('which certificates have the policies of claims', error);
  else notes.leftOut('claim policies', results.length, asked.length);
  return new Map(results);
}

async function readUse(policyName: string, aws: PolicySource): Promise<PolicyUse> {
  const { targets, hasMore } = (await aws.policyTargets(policyName)) ?? { targets: [], hasMore: false };
  const holders: (readonly string[])[] = [];
  // An identity of Amazon Cognito is a user's, not a device's.
  const devices = targets.filter((target) => target.startsWith('arn:'));
  for (const target of devices.slice(0, LOOKED_AT)) holders.push(await aws.listAttachedPolicies(target));
  return { targetCount: devices.length, hasMore, holders };
}
