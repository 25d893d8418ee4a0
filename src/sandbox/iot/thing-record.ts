import { randomUUID } from 'node:crypto';
import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, limitExceeded, requirePattern, resourceNotFound } from './errors.ts';
import type { ThingGroupRecord, ThingRecord } from './state.ts';

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const MAX_ATTRIBUTES = { typed: 50, untyped: 3 };
const MAX_GROUPS_OF_THING = 10;

export const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/;

/** The words for a thing that is not there differ by operation. */
export function findThing(
  state: AccountState,
  { thingName }: { readonly thingName: string },
  call: Call,
  missing = `Thing ${thingName} not found.`,
): ThingRecord {
  requirePattern(thingName, 'thingName', THING_NAME);
  const found = lookup(regionOf(state, call.region).iot.things, thingName);
  if (!found) throw resourceNotFound(missing);
  return found;
}

export function findThingGroup(
  state: AccountState,
  { thingGroupName }: { readonly thingGroupName: string },
  call: Call,
  missing = `ThingGroup ${call.account}:${thingGroupName} not found.`,
): ThingGroupRecord {
  requirePattern(thingGroupName, 'thingGroupName', THING_NAME);
  const found = lookup(regionOf(state, call.region).iot.thingGroups, thingGroupName);
  if (!found) throw resourceNotFound(missing);
  return found;
}

/** A thing that is known to be new. */
export function addThing(
  state: AccountState,
  thing: Pick<ThingRecord, 'name' | 'attributes'> & Partial<Pick<ThingRecord, 'thingTypeName' | 'billingGroup'>>,
  call: Call,
): ThingRecord {
  requirePattern(thing.name, 'thingName', THING_NAME);
  checkAttributes(thing.attributes, thing.thingTypeName);
  const { things } = regionOf(state, call.region).iot;
  things[thing.name] = {
    ...thing,
    arn: `arn:aws:iot:${call.region}:${call.account}:thing/${thing.name}`,
    id: randomUUID(),
    groups: [],
    principals: [],
    version: 1,
    createdAt: call.clock.now().toISOString(),
  };
  // Read back, so that an edit gets the recorded object and not the one just made.
  return things[thing.name]!;
}

export function setAttributes(thing: ThingRecord, attributes: Readonly<Record<string, string>>): void {
  checkAttributes(attributes, thing.thingTypeName);
  thing.attributes = { ...attributes };
}

function checkAttributes(attributes: Readonly<Record<string, string>>, thingType: string | undefined): void {
  for (const [name, value] of Object.entries(attributes)) {
    requirePattern(name, 'attributes', /^[a-zA-Z0-9_.,@/:#-]{1,128}$/);
    requirePattern(value, 'attributes', /^[a-zA-Z0-9_.,@/:#=[\]-]{0,800}$/);
  }
  const most = thingType === undefined ? MAX_ATTRIBUTES.untyped : MAX_ATTRIBUTES.typed;
  if (Object.keys(attributes).length > most) {
    throw invalidRequest(
      `A thing ${thingType === undefined ? 'without' : 'with'} a type has ${most} attributes at most`,
    );
  }
}

/** All must exist. */
export function setGroups(state: AccountState, thing: ThingRecord, groups: readonly string[], call: Call): void {
  for (const thingGroupName of groups) findThingGroup(state, { thingGroupName }, call);
  const wanted = [...new Set(groups)];
  if (wanted.length > MAX_GROUPS_OF_THING) {
    throw limitExceeded(`A thing can be in ${MAX_GROUPS_OF_THING} thing groups at most`);
  }
  thing.groups = wanted;
}
