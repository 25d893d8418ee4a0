import type { WireResponse } from '../message.ts';
import { decode, encode, ShapeMismatch } from '../schemas/codec.ts';
import type { ShapeTable } from '../schemas/operation-shape.ts';
import { senderOrReceiver } from './aws-json.ts';
import type { Protocol } from './protocol.ts';

interface RpcV2CborOptions {
  readonly serviceName: string;
  readonly shapes: () => Promise<ShapeTable>;
}

/** @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export function rpcV2Cbor(options: RpcV2CborOptions): Protocol {
  return {
    family: 'rpc-v2-cbor',
    accepts: (request) => request.headers['smithy-protocol'] === 'rpc-v2-cbor',

    async route(request) {
      const [, service, operation] = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path) ?? [];
      if (service !== options.serviceName || operation === undefined) return undefined;
      const shape = (await options.shapes()).get(operation);
      const { cbor, dateToTag } = await import('@smithy/core/cbor');
      return {
        operation,
        decode() {
          if (!shape?.input.isStructSchema()) return {};
          const document: unknown = request.body.length === 0 ? {} : readCbor(() => cbor.deserialize(request.body));
          return decode(shape.input, document, { timestamps: 'epoch' }) as object;
        },
        encode(output, requestId) {
          const document = shape?.output.isStructSchema()
            ? encode(shape.output, output, { blob: (bytes) => bytes, timestamp: dateToTag })
            : {};
          return reply(200, requestId, cbor.serialize(document));
        },
      };
    },

    error(error, requestId) {
      return {
        ...reply(error.status, requestId, textMap({ __type: error.code, message: error.message, ...error.members })),
        headers: {
          ...reply(error.status, requestId, '').headers,
          'x-amzn-query-error': `${error.code};${senderOrReceiver(error)}`,
        },
      };
    },
  };
}

const reply = (status: number, requestId: string, body: string | Uint8Array): WireResponse => ({
  status,
  headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': requestId },
  body,
});

/** Times arrive as tag 1 over seconds since 1970. */
function readCbor(read: () => unknown): unknown {
  try {
    return untagged(read());
  } catch {
    throw new ShapeMismatch('the body must be CBOR');
  }
}

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if ('tag' in value && 'value' in value && value.tag === 1) return Number(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
}

/** An error's members are text only, so that answering one needs no CBOR library: RFC 8949, major types 5 and 3. */
function textMap(members: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(members);
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flat().map((text) => Buffer.concat([head(3, Buffer.byteLength(text)), Buffer.from(text)])),
  ]);
}

function head(majorType: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(majorType << 5) | length]);
  const bytes = Buffer.from([(majorType << 5) | 25, 0, 0]);
  bytes.writeUInt16BE(length, 1);
  return bytes;
}
