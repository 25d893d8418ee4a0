import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { noThingGroup } from './attachments.ts';
import { invalidRequest, resourceAlreadyExists } from './errors.ts';
import { page } from './page.ts';
import type { ThingGroupRecord, ThingRecord } from './state.ts';
import { findThing, findThingGroup, setGroups } from './thing-record.ts';

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

interface ThingGroupProperties {
  readonly thingGroupDescription?: string;
  readonly attributePayload?: { readonly attributes?: Readonly<Record<string, string>> };
}

/** Nothing and an empty list of attributes are the same. */
function keptOf({ thingGroupDescription, attributePayload }: ThingGroupProperties = {}): ThingGroupProperties {
  const attributes = { ...attributePayload?.attributes };
  return {
    ...(thingGroupDescription === undefined ? {} : { thingGroupDescription }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributePayload: { attributes } }),
  };
}

/** The same group again is a repeat. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThingGroup.html */
export function createThingGroup(
  input: GroupInput & { readonly thingGroupProperties?: ThingGroupProperties },
  call: Call,
): Promise<object> {
  const { thingGroupName: name } = input;
  const arn = `arn:aws:iot:${call.region}:${call.account}:thinggroup/${name}`;
  return call.store.change((state) => {
    const { thingGroups } = regionOf(state, call.region).iot;
    const properties = keptOf(input.thingGroupProperties);
    const existing = lookup(thingGroups, name);
    if (existing !== undefined && !isDeepStrictEqual(keptOf(existing.properties), properties)) {
      const message = `Thing Group ${name} already exists in current account with different properties`;
      throw resourceAlreadyExists(message, name, arn);
    }
    thingGroups[name] ??= { name, arn, createdAt: call.clock.now().toISOString(), properties };
    return { thingGroupName: name, thingGroupArn: arn, thingGroupId: groupId(arn) };
  });
}

export function describeThingGroup(input: GroupInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { name, arn, createdAt, properties } = findThingGroup(state, input, call);
    return {
      thingGroupName: name,
      thingGroupArn: arn,
      thingGroupId: groupId(arn),
      version: 1,
      thingGroupProperties: keptOf(properties),
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

export function listThingGroupsForThing(
  input: { readonly thingName: string; readonly nextToken?: string; readonly maxResults?: number },
  call: Call,
): Promise<object> {
  const size = Math.min(input.maxResults ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY);
  return call.store.read((state) => {
    const groups = findThing(state, input, call, 'thing does not exist').groups.map((name) => [
      name,
      findThingGroup(state, { thingGroupName: name }, call),
    ]);
    const { items, next } = page<ThingGroupRecord>(Object.fromEntries(groups), { token: input.nextToken, size });
    return { thingGroups: items.map(({ name, arn }) => ({ groupName: name, groupArn: arn })), nextToken: next };
  });
}

export function addThingToThingGroup(input: MembershipInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { thing, group } = membershipOf(state, input, call);
    findThingGroup(state, { thingGroupName: group }, call, noThingGroup(group, call));
    setGroups(state, thing, [...thing.groups, group], call);
    return {};
  });
}

/** Of a group that is not there it succeeds. */
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
  if (input.thingGroupName === undefined && input.thingGroupArn === undefined) {
    throw invalidRequest('Both thingGroupArn and thingGroupName are empty. Need to specify at least one of them');
  }
  const thing = findThing(state, { thingName: input.thingName ?? nameIn(input.thingArn) }, call);
  return { thing, group: input.thingGroupName ?? nameIn(input.thingGroupArn) };
}
