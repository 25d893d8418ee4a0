import { createHash } from 'node:crypto';
import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, requirePattern, resourceAlreadyExists } from './errors.ts';
import { page } from './page.ts';
import type { ThingRecord } from './state.ts';
import { findThing, findThingGroup, setGroups, THING_NAME } from './thing-record.ts';

interface GroupInput {
  readonly thingGroupName: string;
}

interface MembershipInput {
  readonly thingGroupName?: string;
  readonly thingGroupArn?: string;
  readonly thingName?: string;
  readonly thingArn?: string;
}

const PAGE_SIZE = 25;

const groupId = (arn: string): string => createHash('sha256').update(arn).digest('hex').slice(0, 32);

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThingGroup.html */
export function createThingGroup(
  input: GroupInput & { readonly parentGroupName?: string },
  call: Call,
): Promise<object> {
  const { thingGroupName: name, parentGroupName } = input;
  requirePattern(name, 'thingGroupName', THING_NAME);
  if (parentGroupName !== undefined) throw invalidRequest('The certprov sandbox has thing groups without parents only');
  const arn = `arn:aws:iot:${call.region}:${call.account}:thinggroup/${name}`;
  return call.store.change((state) => {
    const { thingGroups } = regionOf(state, call.region).iot;
    if (lookup(thingGroups, name)) throw resourceAlreadyExists(`Thing group ${name} already exists`, name, arn);
    thingGroups[name] = { name, arn, createdAt: call.clock.now().toISOString() };
    return { thingGroupName: name, thingGroupArn: arn, thingGroupId: groupId(arn) };
  });
}

export function describeThingGroup(input: GroupInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { name, arn, createdAt } = findThingGroup(state, input, call);
    return {
      thingGroupName: name,
      thingGroupArn: arn,
      thingGroupId: groupId(arn),
      version: 1,
      thingGroupProperties: {},
      thingGroupMetadata: { creationDate: new Date(createdAt) },
    };
  });
}

export function listThingGroups(
  input: { readonly nextToken?: string; readonly maxResults?: number; readonly namePrefixFilter?: string },
  call: Call,
): Promise<object> {
  const size = Math.min(input.maxResults ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY);
  return call.store.read((state) => {
    const all = Object.entries(regionOf(state, call.region).iot.thingGroups);
    const wanted = all.filter(([name]) => name.startsWith(input.namePrefixFilter ?? ''));
    const { items, next } = page(Object.fromEntries(wanted), { token: input.nextToken, size });
    return { thingGroups: items.map(({ name, arn }) => ({ groupName: name, groupArn: arn })), nextToken: next };
  });
}

export function listThingGroupsForThing(input: { readonly thingName: string }, call: Call): Promise<object> {
  return call.store.read((state) => ({
    thingGroups: findThing(state, input, call)
      .groups.map((thingGroupName) => findThingGroup(state, { thingGroupName }, call))
      .map(({ name, arn }) => ({ groupName: name, groupArn: arn })),
  }));
}

export function addThingToThingGroup(input: MembershipInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { thing, group } = membershipOf(state, input, call);
    setGroups(state, thing, [...thing.groups, group], call);
    return {};
  });
}

export function removeThingFromThingGroup(input: MembershipInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { thing, group } = membershipOf(state, input, call);
    thing.groups = thing.groups.filter((name) => name !== group);
    return {};
  });
}

export function deleteThingGroup(input: GroupInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { name, arn } = findThingGroup(state, input, call);
    const { thingGroups, things, policyTargets } = regionOf(state, call.region).iot;
    if (Object.values(policyTargets).some((targets) => arn in targets)) {
      throw invalidRequest(`Cannot delete: thing group ${name} has policies`);
    }
    for (const thing of Object.values(things)) {
      if (thing.groups.includes(name)) thing.groups = thing.groups.filter((group) => group !== name);
    }
    delete thingGroups[name];
    return {};
  });
}

function membershipOf(
  state: AccountState,
  input: MembershipInput,
  call: Call,
): { readonly thing: ThingRecord; readonly group: string } {
  const nameIn = (arn: string | undefined): string => arn?.slice(arn.indexOf('/') + 1) ?? '';
  const thing = findThing(state, { thingName: input.thingName ?? nameIn(input.thingArn) }, call);
  const group = findThingGroup(state, { thingGroupName: input.thingGroupName ?? nameIn(input.thingGroupArn) }, call);
  return { thing, group: group.name };
}
