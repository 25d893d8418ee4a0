import type { TLSSocket } from 'node:tls';
import type { AedesOptions, Client, PublishPacket, Subscription } from 'aedes';
import { matchesTopicFilter } from '../iot/connection-policy.ts';
import { answerRequest } from './answer-request.ts';
import { limitConnection } from './connection-limits.ts';
import { isAllowed } from './is-allowed.ts';
import type { MqttContext, Session } from './mqtt-context.ts';
import { isAnswerTopic, readReservedTopic, type ReservedRequest } from './reserved-topic.ts';
import { openRulesEngine } from './rules-engine.ts';

/** The MQTT half of the broker. */
export interface Messaging {
  /** Takes over a connection whose principal is known. */
  accept(socket: TLSSocket, session: Session): void;
  /** Publishes for AWS IoT itself, to devices and to topic rules. */
  announce(topic: string, message: object, region: string): Promise<void>;
  close(): Promise<void>;
}

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const MAX_PAYLOAD_BYTES = 128 * 1024;
const MAX_CLIENT_ID_BYTES = 128;

/** MQTT 3.1.1, with each step put to the policies of the connection's principal. */
export async function openMessaging(context: MqttContext): Promise<Messaging> {
  const { Aedes } = await import('aedes');
  const sessions = new WeakMap<object, Session>();
  const answering = new Set<Promise<void>>();
  const rules = openRulesEngine(context);
  const sessionOf = (client: Client): Session => sessions.get(client.conn)!;

  /** An account that cannot be read allows nothing. */
  const allows = (client: Client, action: Parameters<typeof isAllowed>[1], name: string): Promise<boolean> =>
    context.store
      .read((state) => isAllowed(state, action, name, { session: sessionOf(client), clientId: client.id, context }))
      .catch(() => false);

  const broker = await Aedes.createBroker({
    authenticate: (client, _user, _password, done) => void admitClient(client, done),
    authorizePublish: (client, packet, done) => void takeMessage(client, packet, done),
    authorizeSubscribe: (client, subscription, done) => void takeSubscription(client, subscription, done),

    authorizeForward(client, packet) {
      // A request is for AWS IoT alone.
      if (readReservedTopic(packet.topic) !== undefined) return null;
      let isForClient = false;
      // Looks at once; only the answer would come later.
      void context.store.read((state) => {
        const who = { session: sessionOf(client), clientId: client.id, context };
        isForClient = isAllowed(state, 'iot:Receive', packet.topic, who);
      });
      return isForClient ? packet : null;
    },
  } satisfies AedesOptions);
  broker.on('unsubscribe', (filters, client) => {
    for (const filter of filters) sessions.get(client.conn)?.filters.delete(filter);
  });

  /** AWS IoT hangs up on whom it does not want, and says nothing. */
  async function admitClient(client: Client, done: (error: null, isAdmitted: boolean) => void): Promise<void> {
    const isFit = Buffer.byteLength(client.id) <= MAX_CLIENT_ID_BYTES;
    if (isFit && (await allows(client, 'iot:Connect', client.id))) done(null, true);
    else client.close();
  }

  async function takeMessage(
    client: Client | null,
    packet: PublishPacket,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    if (client === null) return done();
    const { topic, payload } = packet;
    const isFit = payload.length <= MAX_PAYLOAD_BYTES && !isAnswerTopic(topic);
    if (!isFit || !(await allows(client, 'iot:Publish', topic))) {
      return done(new Error(`publishing to ${topic} is not allowed`));
    }
    const request = readReservedTopic(topic);
    if (request !== undefined) {
      const work = answer(client, request, packet).finally(() => answering.delete(work));
      answering.add(work);
    } else {
      // An account that cannot be read has no rules.
      await rules.take(topic, Buffer.from(payload), sessionOf(client).region).catch(() => undefined);
    }
    done();
  }

  async function takeSubscription(
    client: Client,
    subscription: Subscription,
    done: (error: null, granted: Subscription | null) => void,
  ): Promise<void> {
    const { topic, qos } = subscription;
    const isGranted = await allows(client, 'iot:Subscribe', topic);
    if (isGranted) sessionOf(client).filters.set(topic, qos);
    done(null, isGranted ? subscription : null);
  }

  async function answer(client: Client, request: ReservedRequest, { topic, payload }: PublishPacket): Promise<void> {
    const session = sessionOf(client);
    const { principal, region } = session;
    const device = { payload: Buffer.from(payload), principal, region, clientId: client.id };
    try {
      const answered = await answerRequest(request, device, context);
      if (answered.payload !== undefined) deliver(client, session, `${topic}/${answered.topic}`, answered.payload);
      if (answered.hangUp) client.close();
    } catch {
      // The account itself cannot be read or written.
      client.close();
    }
  }

  return {
    accept(socket, session) {
      sessions.set(socket, session);
      limitConnection(broker.handle(socket), session);
    },
    async announce(topic, message, region) {
      const payload = Buffer.from(JSON.stringify(message));
      broker.publish(packetOf(topic, payload, 0), () => undefined);
      await rules.take(topic, payload, region);
    },
    async close() {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await Promise.allSettled([...answering, rules.close()]);
    },
  };
}

/** To this connection and no other, if it has subscribed. */
function deliver(client: Client, { filters }: Session, topic: string, payload: Buffer): void {
  const qos = [...filters].find(([filter]) => matchesTopicFilter(filter, topic))?.[1];
  if (qos === undefined || client.closed) return;
  client.publish(packetOf(topic, payload, qos === 0 ? 0 : 1), () => undefined);
}

const packetOf = (topic: string, payload: Buffer, qos: 0 | 1): PublishPacket => ({
  cmd: 'publish',
  topic,
  payload,
  qos,
  dup: false,
  retain: false,
});
