import { formOf } from './aws-query.ts';
import { decodeForm } from './decode-form.ts';
import type { ShapeTable } from '../schemas/operation-shape.ts';
import type { Protocol } from './protocol.ts';
import { escapeXml, toXml } from './to-xml.ts';

const XML_NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/**
 * EC2's own kind of awsQuery: no result within the answer, lists without a name of their own in requests, and errors in
 * another envelope.
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export function ec2Query(shapes: () => Promise<ShapeTable>): Protocol {
  const answer = (status: number, requestId: string, body: string) => ({
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  });
  return {
    family: 'ec2-query',
    accepts: (request) => formOf(request).has('Action'),

    async route(request) {
      const form = formOf(request);
      const operation = form.get('Action');
      if (operation === undefined) return undefined;
      const shape = (await shapes()).get(operation);
      return {
        operation,
        decode: () => (shape === undefined ? {} : Object(decodeForm(shape.input, form, '', 'date'))) as object,
        encode(output, requestId) {
          const name = `${operation}Response`;
          const [, content = ''] = shape === undefined ? [] : INSIDE.exec(toXml(name, shape.output, output))!;
          return answer(
            200,
            requestId,
            `<${name} xmlns="${XML_NAMESPACE}"><requestId>${requestId}</requestId>${content}</${name}>`,
          );
        },
      };
    },

    error({ code, status, message }, requestId) {
      const said =
        code === 'UnauthorizedOperation' ? `You are not authorized to perform this operation. ${message}` : message;
      return answer(
        status,
        requestId,
        `<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(said)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      );
    },
  };
}

const INSIDE = /^<\w+>(.*)<\/\w+>$/s;
