import { rejection } from './mqtt-context.ts';

export type PayloadFormat = 'json' | 'cbor';

type Members = Readonly<Record<string, unknown>>;

/** The members of a request's payload; an empty one has none. Throws a rejection for anything but an object. */
export async function decodePayload(payload: Uint8Array, format: PayloadFormat): Promise<Members> {
  if (payload.length === 0) return {};
  const value = await parse(payload, format).catch(() => undefined);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw rejection(400, 'InvalidPayload', 'Message cannot be parsed');
  return value as Members;
}

export async function encodePayload(members: Members, format: PayloadFormat): Promise<Buffer> {
  if (format === 'json') return Buffer.from(JSON.stringify(members));
  const { cbor } = await import('@smithy/core/cbor');
  return Buffer.from(cbor.serialize(members));
}

async function parse(payload: Uint8Array, format: PayloadFormat): Promise<unknown> {
  if (format === 'json') return JSON.parse(Buffer.from(payload).toString()) as unknown;
  const { cbor } = await import('@smithy/core/cbor');
  return cbor.deserialize(payload);
}
