import type { EventEmitter } from 'node:events';
import type { Client } from 'aedes';
import type { Session } from './mqtt-context.ts';

/** As much of a packet as AWS's limits are about. */
interface IncomingPacket {
  readonly cmd: string;
  readonly topic?: string;
  readonly qos?: number;
  readonly will?: { readonly topic: string; readonly qos?: number };
  readonly subscriptions?: readonly { readonly topic: string; readonly qos: number }[];
}

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits */
const MAX_TOPIC_BYTES = 256;
const MAX_SLASHES = 7;
const MAX_FILTERS_A_PACKET = 8;
const MAX_SUBSCRIPTIONS = 50;
/** AWS IoT knows QoS 0 and 1. @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-differences */
const EXACTLY_ONCE = 2;
/** Of basic ingest, which does not count. */
const RULE_PREFIX = /^\$aws\/rules\/[^/]+\//i;

/** Ends the connection of a client that goes beyond what AWS IoT serves, before anything is done for it. */
export function limitConnection(client: Client, session: Session): void {
  // aedes hands out single topics, has room for more of all of it, and lets nobody look at a packet.
  const { _parser: parser } = client as unknown as { readonly _parser: EventEmitter };
  const handlers = parser.listeners('packet');
  parser.removeAllListeners('packet');
  parser.on('packet', (packet: IncomingPacket) => {
    if (isBeyond(packet, session)) client.conn.destroy();
    else for (const handle of handlers) handle.call(parser, packet);
  });
}

function isBeyond({ cmd, topic, qos, will, subscriptions = [] }: IncomingPacket, { filters }: Session): boolean {
  if (cmd === 'connect') return will !== undefined && (will.qos === EXACTLY_ONCE || isTooLong(will.topic));
  if (cmd === 'publish') return qos === EXACTLY_ONCE || isTooLong(topic ?? '');
  if (cmd !== 'subscribe') return false;
  const after = new Set([...filters.keys(), ...subscriptions.map((subscription) => subscription.topic)]);
  return (
    subscriptions.length > MAX_FILTERS_A_PACKET ||
    after.size > MAX_SUBSCRIPTIONS ||
    subscriptions.some((subscription) => subscription.qos === EXACTLY_ONCE || isTooLong(subscription.topic))
  );
}

function isTooLong(topic: string): boolean {
  const counted = topic.replace(RULE_PREFIX, '');
  return Buffer.byteLength(topic) > MAX_TOPIC_BYTES || counted.split('/').length - 1 > MAX_SLASHES;
}
