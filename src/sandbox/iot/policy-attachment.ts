import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { attachmentsOf, attachPolicyTo, requireTarget } from './attachments.ts';
import { page } from './page.ts';
import { findPolicy } from './policy.ts';

interface AttachmentInput {
  readonly policyName: string;
  readonly target: string;
}

interface PageInput {
  readonly marker?: string;
  readonly pageSize?: number;
}

const PAGE_SIZE = 25;

/** Attaching what is attached changes nothing. @see https://docs.aws.amazon.com/iot/latest/apireference/API_AttachPolicy.html */
export function attachPolicy({ policyName, target }: AttachmentInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    attachPolicyTo(state, findPolicy(state, { policyName }, call).name, target, call);
    return {};
  });
}

/** AWS keeps no record of a second detachment: it succeeds as well. @see https://docs.aws.amazon.com/iot/latest/apireference/API_DetachPolicy.html */
export function detachPolicy({ policyName, target }: AttachmentInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { name } = findPolicy(state, { policyName }, call);
    const { policyTargets } = regionOf(state, call.region).iot;
    delete policyTargets[name]?.[target];
    return {};
  });
}

/** The older words for the same, `principal` for `target`. */
export const attachPrincipalPolicy = (
  { policyName, principal }: { readonly policyName: string; readonly principal: string },
  call: Call,
): Promise<object> => attachPolicy({ policyName, target: principal }, call);

export const detachPrincipalPolicy = (
  { policyName, principal }: { readonly policyName: string; readonly principal: string },
  call: Call,
): Promise<object> => detachPolicy({ policyName, target: principal }, call);

export function listAttachedPolicies(input: PageInput & { readonly target: string }, call: Call): Promise<object> {
  return call.store.read((state) => {
    requireTarget(state, input.target, call);
    const { iot } = regionOf(state, call.region);
    const own = attachmentsOf(iot, input.target).policies.map((name) => [name, iot.policies[name]!] as const);
    const { items, next } = pageOf(Object.fromEntries(own), input, call);
    return { policies: items.map(({ name, arn }) => ({ policyName: name, policyArn: arn })), nextMarker: next };
  });
}

export function listTargetsForPolicy(input: PageInput & { readonly policyName: string }, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { name } = findPolicy(state, input, call);
    const targets = Object.keys(regionOf(state, call.region).iot.policyTargets[name] ?? {});
    const { items, next } = pageOf(Object.fromEntries(targets.map((arn) => [arn, arn])), input, call);
    return { targets: items, nextMarker: next };
  });
}

const pageOf = <T>(entries: Readonly<Record<string, T>>, { marker, pageSize }: PageInput, call: Call) =>
  page(entries, {
    token: marker,
    size: Math.min(pageSize ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY),
  });
