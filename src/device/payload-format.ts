import { decode, encode } from 'cborg';
import { CertprovError } from '../errors.ts';

/** The last part of a topic says which. */
export const PAYLOAD_FORMATS = ['json', 'cbor'] as const;
export type PayloadFormat = (typeof PAYLOAD_FORMATS)[number];

export type Payload = Readonly<Record<string, unknown>>;

export const encodePayload = (payload: Payload, format: PayloadFormat): Buffer =>
  format === 'json' ? Buffer.from(JSON.stringify(payload)) : Buffer.from(encode(payload));

/** An object, whatever its members; anything else is no answer of AWS IoT. What was read is not repeated. */
export function decodePayload(bytes: Uint8Array, format: PayloadFormat, topic: string): Payload {
  let value: unknown;
  try {
    value = format === 'json' ? JSON.parse(Buffer.from(bytes).toString('utf8')) : decode(bytes);
  } catch {
    throw unreadable(topic, `it is not ${format.toUpperCase()}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(topic, 'it is no object');
  return Object.fromEntries(Object.entries(value));
}

/** A member that the answer has to have; the others are not shown. */
export function textOf(payload: Payload, member: string, topic: string): string {
  const value = payload[member];
  if (typeof value !== 'string' || value === '') throw unreadable(topic, `it has no ${member}`);
  return value;
}

const unreadable = (topic: string, why: string): CertprovError =>
  new CertprovError('DEVICE_ANSWER_UNREADABLE', `the answer on ${topic} cannot be read: ${why}`, {
    fix: 'check that the endpoint is one of AWS IoT, then try again',
    details: { topic },
  });
