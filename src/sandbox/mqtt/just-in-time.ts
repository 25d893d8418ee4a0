import type { Peer } from './admit.ts';
import type { Messaging } from './messaging.ts';
import type { MqttContext } from './mqtt-context.ts';

/** TODO */
export async function registerJustInTime(
  _peer: Peer,
  _messaging: Pick<Messaging, 'announce'>,
  _context: MqttContext,
): Promise<void> {
  await Promise.resolve();
}
