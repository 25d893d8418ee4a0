import { mayOnConnection } from '../iot/connection-policy.ts';
import type { IotState } from '../iot/state.ts';
import { lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { isClaimValid } from './admit.ts';
import type { MqttContext, Principal, Session } from './mqtt-context.ts';
import { regionOf } from '../state/region-of.ts';

/** What IoT policies know, with the kind of resource that each is about. */
const RESOURCES = {
  'iot:Connect': 'client',
  'iot:Publish': 'topic',
  'iot:Receive': 'topic',
  'iot:Subscribe': 'topicfilter',
} as const;

/** Whether the policies of the connection's principal allow it, now; `name` is a client id, a topic or a topic filter. */
export function isAllowed(
  state: AccountState,
  action: keyof typeof RESOURCES,
  name: string,
  {
    session,
    clientId,
    context,
  }: { readonly session: Session; readonly clientId: string; readonly context: MqttContext },
): boolean {
  const { account, clock } = context;
  const { principal, region } = session;
  if (!isStillGood(regionOf(state, region).iot, principal, clock.now())) return false;
  const resource = `arn:aws:iot:${region}:${account}:${RESOURCES[action]}/${name}`;
  const who =
    principal.claimTemplate === undefined
      ? { certificateId: principal.certificateId }
      : { claimTemplate: principal.claimTemplate };
  return mayOnConnection(state, { ...who, clientId, action, resource }, { account, region });
}

/** A claim ends in the middle of a connection, and a certificate may be taken out of use. */
function isStillGood(
  { claims, certificates }: IotState,
  { certificateId, claimTemplate }: Principal,
  now: Date,
): boolean {
  if (claimTemplate === undefined) return lookup(certificates, certificateId)?.status === 'ACTIVE';
  const claim = lookup(claims, certificateId);
  return claim !== undefined && isClaimValid(claim, now);
}
