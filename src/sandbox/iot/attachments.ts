import { type Call, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, limitExceeded, resourceNotFound } from './errors.ts';
import { findCertificateByArn } from './find-certificate.ts';
import type { IotState, ThingRecord } from './state.ts';

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const MAX_POLICIES = 10;

/** Names of the policies and things that have a certificate. */
export const attachmentsOf = (
  iot: IotState,
  arn: string,
): { readonly policies: readonly string[]; readonly things: readonly string[] } => ({
  policies: Object.keys(iot.policyTargets).filter((name) => arn in iot.policyTargets[name]!),
  things: Object.keys(iot.principalThings[arn] ?? {}),
});

/** A certificate or a thing group; what is attached to a certificate keeps AWS from forgetting it. */
export function attachPolicyTo(state: AccountState, policyName: string, target: string, call: Call): void {
  const { iot } = regionOf(state, call.region);
  requireTarget(state, target, call);
  iot.policyTargets[policyName] ??= {};
  const targets = iot.policyTargets[policyName];
  if (target in targets) return;
  if (attachmentsOf(iot, target).policies.length >= MAX_POLICIES) {
    throw limitExceeded(`The maximum number of policies that can be attached to ${target} is ${MAX_POLICIES}`);
  }
  targets[target] = true;
  if (target.includes(':cert/')) delete findCertificateByArn(state, target, call).unclaimedUntil;
}

export function requireTarget(state: AccountState, target: string, call: Call): void {
  const [, service, region, account, kind, name] =
    /^arn:[^:]+:([^:]+):([^:]*):([^:]*):([^/]+)\/(.+)$/.exec(target) ?? [];
  if (service === undefined) throw invalidRequest('Invalid Target');
  if (service !== 'iot' || (kind !== 'cert' && kind !== 'thinggroup'))
    throw invalidRequest(`Invalid Target: ${target}`);
  if (account !== call.account) {
    throw new ServiceError(
      'AccessDeniedException',
      403,
      'Cross account not allowed. Please check the account of the resource specified.',
    );
  }
  if (region !== call.region) throw invalidRequest('Invalid Target');
  if (kind === 'cert') {
    findCertificateByArn(state, target, call);
    return;
  }
  const { thingGroups } = regionOf(state, call.region).iot;
  if (Object.values(thingGroups).some(({ arn }) => arn === target)) return;
  throw resourceNotFound(noThingGroup(name ?? '', call));
}

export const noThingGroup = (name: string, { account }: Pick<Call, 'account'>): string =>
  `Cannot find requested thing group for accountId: ${account} and thing group name: ${name}`;

/**
 * One certificate may serve several things unless a thing has it exclusively.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_AttachThingPrincipal.html
 */
export function attachPrincipalTo(
  state: AccountState,
  thing: ThingRecord,
  principal: ThingRecord['principals'][number],
  call: Call,
): void {
  const missing = `Can't attach the principal ${principal.arn} to thing ${thing.name} because the principal does not exist in your account`;
  const certificate = findCertificateByArn(state, principal.arn, call, missing);
  const { things, principalThings } = regionOf(state, call.region).iot;
  const others = Object.keys(principalThings[principal.arn] ?? {}).flatMap((name) =>
    name === thing.name ? [] : things[name]!.principals.filter(({ arn }) => arn === principal.arn),
  );
  const isExclusive = [principal, ...others].some(({ type }) => type === 'EXCLUSIVE_THING');
  if (others.length > 0 && isExclusive) {
    throw invalidRequest(
      `The principal ${principal.arn} is attached to another thing, and one of the two is exclusive`,
    );
  }
  thing.principals = [...thing.principals.filter(({ arn }) => arn !== principal.arn), { ...principal }];
  principalThings[principal.arn] ??= {};
  principalThings[principal.arn]![thing.name] = true;
  delete certificate.unclaimedUntil;
}
