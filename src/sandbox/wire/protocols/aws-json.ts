import type { ServiceError } from '../../service.ts';
import type { WireResponse } from '../message.ts';
import { decode, encode, toBase64 } from '../schemas/codec.ts';
import type { ShapeTable } from '../schemas/operation-shape.ts';
import { parseJson } from './json-body.ts';
import type { Protocol } from './protocol.ts';

interface AwsJsonOptions {
  /** The part of `x-amz-target` before the last dot; some services have two names. */
  readonly targetPrefix: string | readonly string[];
  /** Undefined: the SDK publishes no schemas for the service, and handlers get and give the JSON as it is. */
  readonly shapes?: () => Promise<ShapeTable>;
  /** The service was awsQuery before: its old error codes travel in a header. */
  readonly isQueryCompatible?: boolean;
  /** What the service calls the text of an error; it is left out where there is none. */
  readonly messageMember?: 'Message';
}

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function awsJson(options: AwsJsonOptions): Protocol {
  const prefixes = [options.targetPrefix].flat();
  const reply = (
    status: number,
    requestId: string,
    document: unknown,
    more: Record<string, string> = {},
  ): WireResponse => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId, ...more },
    body: JSON.stringify(document),
  });
  return {
    family: 'aws-json',
    accepts: (request) => request.headers['x-amz-target'] !== undefined,

    async route(request) {
      const target = request.headers['x-amz-target'] ?? '';
      const dot = target.lastIndexOf('.');
      if (dot < 0 || !prefixes.includes(target.slice(0, dot))) return undefined;
      const operation = target.slice(dot + 1);
      const shape = (await options.shapes?.())?.get(operation);
      const contentType = request.headers['content-type'] ?? 'application/x-amz-json-1.1';
      return {
        operation,
        decode() {
          const document = parseJson(request.body);
          if (shape?.input.isStructSchema()) return decode(shape.input, document, { timestamps: 'epoch' }) as object;
          return document as object;
        },
        encode(output, requestId) {
          const document = shape?.output.isStructSchema()
            ? encode(shape.output, output, { blob: toBase64, timestamp: (at) => at.getTime() / 1000 })
            : output;
          return reply(200, requestId, document, { 'content-type': contentType });
        },
      };
    },

    error(error, requestId) {
      const more = options.isQueryCompatible
        ? { 'x-amzn-query-error': `${error.code};${senderOrReceiver(error)}` }
        : {};
      const text = error.message === '' ? {} : { [options.messageMember ?? 'message']: error.message };
      return reply(error.status, requestId, { __type: error.code, ...text, ...error.members }, more);
    },
  };
}

export const senderOrReceiver = (error: ServiceError): 'Sender' | 'Receiver' =>
  error.status < 500 ? 'Sender' : 'Receiver';
