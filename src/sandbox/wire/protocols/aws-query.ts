import { pairsOf, textOf, type WireRequest } from '../message.ts';
import type { TimestampForm } from '../schemas/codec.ts';
import type { ShapeTable } from '../schemas/operation-shape.ts';
import { senderOrReceiver } from './aws-json.ts';
import { decodeForm } from './decode-form.ts';
import type { Protocol } from './protocol.ts';
import { escapeXml, toXml } from './to-xml.ts';

interface AwsQueryOptions {
  readonly xmlNamespace: string;
  readonly shapes: () => Promise<ShapeTable>;
  readonly timestamps: TimestampForm;
}

/** @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function awsQuery(options: AwsQueryOptions): Protocol {
  const metadata = (requestId: string): string => `<RequestId>${requestId}</RequestId>`;
  return {
    family: 'aws-query',
    accepts: (request) => formOf(request).has('Action'),

    async route(request) {
      const form = formOf(request);
      const operation = form.get('Action');
      if (operation === undefined) return undefined;
      const shape = (await options.shapes()).get(operation);
      return {
        operation,
        decode() {
          if (!shape?.input.isStructSchema()) return {};
          return decodeForm(shape.input, form, '', options.timestamps) ?? {};
        },
        encode(output, requestId) {
          const result = shape?.output.isStructSchema() ? toXml(`${operation}Result`, shape.output, output) : '';
          return {
            status: 200,
            headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
            body: `<${operation}Response xmlns="${options.xmlNamespace}">${result}<ResponseMetadata>${metadata(requestId)}</ResponseMetadata></${operation}Response>`,
          };
        },
      };
    },

    error(error, requestId) {
      const { code, message } = error;
      return {
        status: error.status,
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
        body: `<ErrorResponse xmlns="${options.xmlNamespace}"><Error><Type>${senderOrReceiver(error)}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>${metadata(requestId)}</ErrorResponse>`,
      };
    },
  };
}

/** The parameters, wherever they are: in the body of a POST, or in the address of a (presigned) GET. */
export function formOf(request: WireRequest): ReadonlyMap<string, string> {
  const isForm =
    request.method === 'POST' &&
    (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return new Map(pairsOf(isForm ? textOf(request.body) : request.query, { plusIsSpace: true }));
}
