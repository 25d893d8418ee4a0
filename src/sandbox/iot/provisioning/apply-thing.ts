import { lookup } from '../../service.ts';
import { regionOf } from '../../state/region-of.ts';
import type { ThingRecord } from '../state.ts';
import { addThing, findThingGroup, setAttributes, setGroups } from '../thing-record.ts';
import { ExistingConflict } from '../errors.ts';
import { evaluate, evaluateText, evaluateTexts } from './evaluate.ts';
import { overrideOf } from './override.ts';
import type { ProvisioningEdit } from './provisioning-edit.ts';
import { invalidTemplate, isObject, type TemplateResource } from './template-body.ts';

/** Makes the thing, or changes it as far as the template's OverrideSettings want. */
export function applyThing({ properties, overrides }: TemplateResource, edit: ProvisioningEdit): ThingRecord {
  const { state, call, scope } = edit;
  if (properties['ThingName'] === undefined) throw invalidTemplate('the thing has no ThingName');
  const name = evaluateText(properties['ThingName'], 'ThingName', scope);
  const text = (property: string): string | undefined =>
    properties[property] === undefined ? undefined : evaluateText(properties[property], property, scope);
  const attributes = readAttributes(properties['AttributePayload'], edit);
  const groups =
    properties['ThingGroups'] === undefined
      ? undefined
      : evaluateTexts(properties['ThingGroups'], 'ThingGroups', scope);
  for (const thingGroupName of groups ?? []) findThingGroup(state, { thingGroupName }, call);
  const existing = lookup(regionOf(state, call.region).iot.things, name);
  const thingTypeName = text('ThingTypeName');
  const arn = `arn:aws:iot:${call.region}:${call.account}:thing/${name}`;

  if (existing === undefined) {
    edit.require('iot:CreateThing', arn);
    const billingGroup = text('BillingGroup');
    const thing = addThing(
      state,
      {
        name,
        attributes: attributes ?? {},
        ...(thingTypeName === undefined ? {} : { thingTypeName }),
        ...(billingGroup === undefined ? {} : { billingGroup }),
      },
      call,
    );
    joinGroups(thing, groups ?? [], edit);
    return thing;
  }
  refuseOther(existing, { ThingTypeName: thingTypeName, AttributePayload: attributes, ThingGroups: groups }, overrides);
  const typeOverride = thingTypeName === undefined ? undefined : overrideOf(overrides, 'ThingTypeName', 'DO_NOTHING');
  const attributeOverride =
    attributes === undefined ? undefined : overrideOf(overrides, 'AttributePayload', 'DO_NOTHING');
  const groupOverride = groups === undefined ? undefined : overrideOf(overrides, 'ThingGroups', 'DO_NOTHING');
  if (typeOverride !== undefined || attributeOverride !== undefined) {
    edit.require('iot:UpdateThing', arn);
    if (typeOverride !== undefined) existing.thingTypeName = thingTypeName!;
    if (attributeOverride !== undefined) {
      setAttributes(existing, { ...(attributeOverride === 'MERGE' ? existing.attributes : {}), ...attributes });
    }
    existing.version += 1;
  }
  if (groupOverride !== undefined) {
    joinGroups(existing, [...(groupOverride === 'MERGE' ? existing.groups : []), ...groups!], edit);
  }
  return existing;
}

/** Where OverrideSettings say nothing, the thing that is there has to be the one that the template describes. */
function refuseOther(
  { thingTypeName, attributes, groups }: ThingRecord,
  wanted: Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>> | undefined>>,
  overrides: TemplateResource['overrides'],
): void {
  const there = { ThingTypeName: thingTypeName ?? 'null', AttributePayload: attributes, ThingGroups: groups };
  for (const [property, value] of Object.entries(there)) {
    const other = wanted[property];
    if (other === undefined || overrides[property] !== undefined) continue;
    if (asText(value) !== asText(other)) throw new ExistingConflict(property, asText(value), asText(other));
  }
}

/** As Java prints it; the order of names does not matter. */
function asText(value: string | readonly string[] | Readonly<Record<string, string>>): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return `[${value.toSorted().join(', ')}]`;
  const entries = Object.entries(value).map(([name, one]) => `${name}=${one}`);
  return `{${entries.toSorted().join(', ')}}`;
}

const isList = (value: object): value is readonly string[] => Array.isArray(value);

function joinGroups(thing: ThingRecord, groups: readonly string[], { state, call, require }: ProvisioningEdit): void {
  for (const group of groups) {
    require('iot:AddThingToThingGroup', `arn:aws:iot:${call.region}:${call.account}:thinggroup/${group}`);
  }
  setGroups(state, thing, groups, call);
}

function readAttributes(value: unknown, { scope }: ProvisioningEdit): Readonly<Record<string, string>> | undefined {
  if (value === undefined) return undefined;
  const found = evaluate(value, scope);
  if (!isObject(found)) throw invalidTemplate('AttributePayload must be a list of names and values');
  return Object.fromEntries(
    Object.entries(found).map(([name, one]) => [name, evaluateText(one, `the attribute ${name}`, scope)]),
  );
}
