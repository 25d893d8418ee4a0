import { type Call, lookup, ServiceError } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { attachPrincipalTo } from './attachments.ts';
import { invalidRequest, requirePattern, resourceAlreadyExists, resourceNotFound } from './errors.ts';
import { findCertificateByArn } from './find-certificate.ts';
import { page } from './page.ts';
import type { ThingRecord } from './state.ts';
import { addThing, findThing, setAttributes, THING_NAME } from './thing-record.ts';

interface ThingInput {
  readonly thingName: string;
}

interface AttributesInput extends ThingInput {
  readonly thingTypeName?: string;
  readonly attributePayload?: { readonly attributes?: Readonly<Record<string, string>>; readonly merge?: boolean };
}

interface PrincipalInput extends ThingInput {
  readonly principal: string;
  readonly thingPrincipalType?: ThingRecord['principals'][number]['type'];
}

interface PageInput {
  readonly nextToken?: string;
  readonly maxResults?: number;
}

const PAGE_SIZE = 25;

/** The same thing again is a repeat. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateThing.html */
export function createThing(
  input: AttributesInput & { readonly billingGroupName?: string },
  call: Call,
): Promise<object> {
  const { thingName: name, thingTypeName, billingGroupName: billingGroup } = input;
  const attributes = { ...input.attributePayload?.attributes };
  return call.store.change((state) => {
    const existing = lookup(regionOf(state, call.region).iot.things, name);
    if (existing !== undefined && !isSame(existing, { attributes, thingTypeName })) {
      throw resourceAlreadyExists(
        `Thing ${name} already exists in account with different attributes`,
        name,
        existing.arn,
      );
    }
    const optional = {
      ...(thingTypeName === undefined ? {} : { thingTypeName }),
      ...(billingGroup === undefined ? {} : { billingGroup }),
    };
    const thing = existing ?? addThing(state, { name, attributes, ...optional }, call);
    return { thingName: name, thingArn: thing.arn, thingId: thing.id };
  });
}

const isSame = (
  thing: ThingRecord,
  { attributes, thingTypeName }: { attributes: Record<string, string>; thingTypeName: string | undefined },
): boolean =>
  thing.thingTypeName === thingTypeName &&
  Object.keys(thing.attributes).length === Object.keys(attributes).length &&
  Object.entries(attributes).every(([name, value]) => thing.attributes[name] === value);

export function describeThing(input: ThingInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const missing = `Thing ${call.account}:${input.thingName} not found.`;
    const thing = findThing(state, input, call, missing);
    return {
      defaultClientId: thing.name,
      thingName: thing.name,
      thingId: thing.id,
      thingArn: thing.arn,
      thingTypeName: thing.thingTypeName,
      attributes: { ...thing.attributes },
      version: thing.version,
      billingGroupName: thing.billingGroup,
    };
  });
}

export function listThings(
  input: PageInput & {
    readonly attributeName?: string;
    readonly attributeValue?: string;
    readonly thingTypeName?: string;
  },
  call: Call,
): Promise<object> {
  const { attributeName, attributeValue, thingTypeName } = input;
  return call.store.read((state) => {
    const all = Object.entries(regionOf(state, call.region).iot.things);
    const wanted = all.filter(
      ([, thing]) =>
        (thingTypeName === undefined || thing.thingTypeName === thingTypeName) &&
        (attributeName === undefined || lookup(thing.attributes, attributeName) === attributeValue),
    );
    const { items, next } = pageOf(Object.fromEntries(wanted), input, call);
    const things = items.map(({ name, arn, thingTypeName: type, attributes, version }) => ({
      thingName: name,
      thingArn: arn,
      thingTypeName: type,
      attributes: { ...attributes },
      version,
    }));
    return { things, nextToken: next };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateThing.html */
export function updateThing(
  input: AttributesInput & { readonly removeThingType?: boolean; readonly expectedVersion?: number },
  call: Call,
): Promise<object> {
  const { attributePayload, thingTypeName, removeThingType, expectedVersion } = input;
  return call.store.change((state) => {
    const thing = findThing(state, input, call);
    if (expectedVersion !== undefined && expectedVersion !== thing.version) {
      throw versionConflict(thing);
    }
    if (removeThingType === true) delete thing.thingTypeName;
    if (thingTypeName !== undefined) thing.thingTypeName = thingTypeName;
    if (attributePayload !== undefined) {
      const all = { ...(attributePayload.merge === true ? thing.attributes : {}), ...attributePayload.attributes };
      // An empty value removes the attribute.
      setAttributes(thing, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')));
    }
    thing.version += 1;
    return {};
  });
}

const versionConflict = ({ name }: ThingRecord): ServiceError =>
  new ServiceError(
    'VersionConflictException',
    409,
    `The version for thing ${name} does not match the expected version.`,
  );

/** Refused while it has a principal; of one that is not there it succeeds. @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThing.html */
export function deleteThing(input: ThingInput & { readonly expectedVersion?: number }, call: Call): Promise<object> {
  return call.store.change((state) => {
    requirePattern(input.thingName, 'thingName', THING_NAME);
    const thing = lookup(regionOf(state, call.region).iot.things, input.thingName);
    if (thing === undefined) return {};
    if (input.expectedVersion !== undefined && input.expectedVersion !== thing.version) throw versionConflict(thing);
    if (thing.principals.length > 0) {
      throw invalidRequest(`Cannot delete. Thing ${thing.name} is still attached to one or more principals`);
    }
    delete regionOf(state, call.region).iot.things[thing.name];
    return {};
  });
}

const notInAccount = (what: string, thingName: string, missing: string): string =>
  `${what} thing ${thingName} because the ${missing} does not exist in your account`;

export function attachThingPrincipal(input: PrincipalInput, call: Call): Promise<object> {
  const type = input.thingPrincipalType ?? 'NON_EXCLUSIVE_THING';
  return call.store.change((state) => {
    const missing = notInAccount(`Failed to attach the principal ${input.principal} to`, input.thingName, 'thing');
    attachPrincipalTo(state, findThing(state, input, call, missing), { arn: input.principal, type }, call);
    return {};
  });
}

export function detachThingPrincipal(input: PrincipalInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { thingName, principal } = input;
    const missing = notInAccount(`Failed to detach the principal ${principal} from`, thingName, 'thing');
    const thing = findThing(state, input, call, missing);
    const noPrincipal = notInAccount(`Can't detach the principal ${principal} from`, thingName, 'principal');
    findCertificateByArn(state, principal, call, noPrincipal);
    if (!thing.principals.some(({ arn }) => arn === input.principal)) {
      throw resourceNotFound(`The principal ${input.principal} is not attached to thing ${thing.name}`);
    }
    thing.principals = thing.principals.filter(({ arn }) => arn !== input.principal);
    delete regionOf(state, call.region).iot.principalThings[input.principal]?.[thing.name];
    return {};
  });
}

export function listThingPrincipals(input: ThingInput & PageInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    // As AWS has it, without a blank.
    const missing = `Failed to list principals for thing${input.thingName} because the thing does not exist in your account`;
    const { principals } = findThing(state, input, call, missing);
    const { items, next } = pageOf(Object.fromEntries(principals.map((one) => [one.arn, one])), input, call);
    return { principals: items.map(({ arn }) => arn), nextToken: next };
  });
}

export function listPrincipalThings(input: PageInput & { readonly principal: string }, call: Call): Promise<object> {
  return call.store.read((state) => {
    const missing = `Can't list things for the principal ${input.principal} because the principal does not exist in your account`;
    findCertificateByArn(state, input.principal, call, missing);
    const names = Object.keys(regionOf(state, call.region).iot.principalThings[input.principal] ?? {});
    const { items, next } = pageOf(Object.fromEntries(names.map((name) => [name, name])), input, call);
    return { things: items, nextToken: next };
  });
}

const pageOf = <T>(entries: Readonly<Record<string, T>>, { nextToken, maxResults }: PageInput, call: Call) =>
  page(entries, {
    token: nextToken,
    size: Math.min(maxResults ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY),
  });
