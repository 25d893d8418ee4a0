import { endedOn, notAuthorized, unanswered } from './connection-failure.ts';
import { withoutSecretParts, type DeviceMessage } from './device-message.ts';
import { DeviceRefusal } from './device-refusal.ts';
import type { OpenMqtt } from './open-mqtt.ts';
import { decodePayload, encodePayload, type Payload, type PayloadFormat } from './payload-format.ts';

interface ExchangeOptions {
  readonly format: PayloadFormat;
  readonly timeoutMs: number;
  readonly onMessage?: ((message: DeviceMessage) => void) | undefined;
}

export interface Request {
  /** AWS's name of it, e.g. `RegisterThing`. */
  readonly operation: string;
  /** Without the format, e.g. `$aws/certificates/create`. */
  readonly topic: string;
  readonly payload: Payload;
  readonly refusalFix: (errorCode: string, statusCode: number) => string;
}

/** One question on a reserved topic, one answer. */
export type Exchange = (request: Request) => Promise<Payload>;

const QOS = 1;
/** SUBACK, MQTT 3.1.1 §3.9.3. */
const SUBSCRIPTION_REFUSED = 128;

/**
 * Subscribes before it asks, since AWS IoT keeps no answer for those who come later. AWS's protocol has no number that
 * leads from an answer to its question: one question at a time.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
export function exchangeOver({ client, ended }: OpenMqtt, options: ExchangeOptions): Exchange {
  const { format, timeoutMs, onMessage } = options;
  const subscribed = new Set<string>();
  let onAnswer: ((topic: string, payload: Buffer) => void) | undefined;
  client.on('message', (topic, payload) => onAnswer?.(topic, payload));

  const inTime = <T>(work: Promise<T>, late: () => Error, over: () => Error): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(late()), timeoutMs);
      const isOver = ended.then(() => reject(over()));
      void Promise.race([work.then(resolve, reject), isOver]).finally(() => clearTimeout(timer));
    });

  const subscribe = async (filter: string): Promise<void> => {
    if (subscribed.has(filter)) return;
    const granted = await inTime(
      granting(client, filter),
      () => unanswered(`the subscription to ${filter}`, undefined, timeoutMs / 1000),
      () => endedOn('iot:Subscribe', filter),
    );
    if (granted >= SUBSCRIPTION_REFUSED) throw notAuthorized('iot:Subscribe', filter, 'the subscription was refused');
    subscribed.add(filter);
  };

  return async ({ operation, topic: base, payload, refusalFix }) => {
    const topic = `${base}/${format}`;
    const accepted = `${topic}/accepted`;
    const rejected = `${topic}/rejected`;
    await subscribe(accepted);
    await subscribe(rejected);
    const bytes = Object.keys(payload).length === 0 ? Buffer.alloc(0) : encodePayload(payload, format);
    const answer = new Promise<[topic: string, payload: Buffer]>((resolve) => {
      onAnswer = (from, body) => {
        if (from === accepted || from === rejected) resolve([from, body]);
      };
    });
    onMessage?.({ direction: 'sent', topic, bytes: bytes.length, payload: withoutSecretParts(payload) });
    // That it arrived is not waited for by itself: the answer says so.
    client.publish(topic, bytes, { qos: QOS }, () => undefined);
    const [from, body] = await inTime(
      answer,
      () => unanswered(operation, topic, timeoutMs / 1000),
      () => endedOn('iot:Publish', topic),
    ).finally(() => (onAnswer = undefined));
    const read = decodePayload(body, format, from);
    onMessage?.({ direction: 'received', topic: from, bytes: body.length, payload: withoutSecretParts(read) });
    if (from === accepted) return read;
    throw refusalOf(operation, read, refusalFix);
  };
}

/** The QoS granted, or 128. */
function granting(client: OpenMqtt['client'], filter: string): Promise<number> {
  return new Promise((resolve) => {
    client.subscribe(filter, { qos: QOS }, (error, grants) =>
      resolve(error === null ? (grants?.[0]?.qos ?? QOS) : SUBSCRIPTION_REFUSED),
    );
  });
}

function refusalOf(operation: string, answer: Payload, fix: Request['refusalFix']): DeviceRefusal {
  const text = (name: string): string => (typeof answer[name] === 'string' ? answer[name] : '');
  const statusCode = typeof answer['statusCode'] === 'number' ? answer['statusCode'] : 0;
  const errorCode = text('errorCode');
  return new DeviceRefusal(
    operation,
    { statusCode, errorCode, errorMessage: text('errorMessage') },
    fix(errorCode, statusCode),
  );
}
