import { mayOnConnection } from '../iot/connection-policy.ts';
import type { AccountState } from '../state/account-state.ts';
import type { MqttContext } from './mqtt-context.ts';
import type { Session } from './session.ts';

/** What IoT policies know, with the kind of resource that each is about. */
const RESOURCES = {
  'iot:Connect': 'client',
  'iot:Publish': 'topic',
  'iot:Receive': 'topic',
  'iot:Subscribe': 'topicfilter',
} as const;

/** Whether the policies of the connection's principal allow it, now; `name` is a client id, a topic or a topic filter. */
export function may(
  state: AccountState,
  action: keyof typeof RESOURCES,
  name: string,
  {
    session,
    clientId,
    context,
  }: { readonly session: Session; readonly clientId: string; readonly context: MqttContext },
): boolean {
  const { account } = context;
  const { principal, region } = session;
  const resource = `arn:aws:iot:${region}:${account}:${RESOURCES[action]}/${name}`;
  const who =
    principal.claimTemplate === undefined
      ? { certificateId: principal.certificateId }
      : { claimTemplate: principal.claimTemplate };
  return mayOnConnection(state, { ...who, clientId, action, resource }, { account, region });
}
