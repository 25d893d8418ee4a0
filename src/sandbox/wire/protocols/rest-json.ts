import type { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceError } from '../../service.ts';
import type { WireRequest, WireResponse } from '../message.ts';
import { decode, encode, ShapeMismatch, toBase64, type EncodeOptions } from '../schemas/codec.ts';
import type { OperationShape, ShapeTable } from '../schemas/operation-shape.ts';
import { isBoundElsewhere, readBoundMembers } from './http-bindings.ts';
import { parseJson } from './json-body.ts';
import type { Protocol, Route } from './protocol.ts';
import { compareTemplates, matchTemplate, parseTemplate, type RouteTemplate } from './route-template.ts';

interface RestJsonOptions {
  /** Shapes of the operations that the sandbox carries out. */
  readonly shapes: () => Promise<ShapeTable>;
  /** `METHOD template Operation` of all the others, to refuse them by name. */
  readonly otherRoutes: () => Promise<readonly string[]>;
  /** Codes of errors whose text is in `Message`, as the service has them; in all others it is in `message`. */
  readonly capitalMessages?: readonly string[];
}

interface Entry {
  readonly method: string;
  readonly template: RouteTemplate;
  readonly operation: string;
}

const wireName = (name: string, member: NormalizedSchema): string => member.getMergedTraits().jsonName ?? name;

const ENCODE: EncodeOptions = {
  wireName,
  blob: toBase64,
  // 5: the model asks for ISO 8601 instead of restJson's epoch seconds.
  timestamp: (at, schema) => (schema.getSchema() === 5 ? at.toISOString() : at.getTime() / 1000),
};

/** @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function restJson(options: RestJsonOptions): Protocol {
  // Without words it is there all the same, and null.
  const textOf = ({ code, message }: ServiceError): Record<string, string | null> =>
    options.capitalMessages?.includes(code) ? { Message: message || null } : { message };
  let table: Promise<readonly Entry[]> | undefined;
  let others: Promise<readonly Entry[]> | undefined;
  return {
    family: 'rest-json',
    accepts: () => true,

    async route(request): Promise<Route | undefined> {
      const shapes = await options.shapes();
      table ??= Promise.resolve(
        entriesOf([...shapes.values()].map((s) => `${s.http!.method} ${s.http!.template} ${s.name}`)),
      );
      const found = match(await table, request);
      const shape = found === undefined ? undefined : shapes.get(found.entry.operation);
      if (found !== undefined && shape !== undefined) {
        return {
          operation: shape.name,
          decode: () => decodeInput(shape, request, found.labels),
          encode: (output, requestId) => encodeOutput(shape, output, requestId),
        };
      }
      others ??= options.otherRoutes().then(entriesOf);
      const other = match(await others, request);
      return other === undefined ? undefined : namedOnly(other.entry.operation);
    },

    error(error, requestId) {
      return {
        status: error.status,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': requestId,
          'x-amzn-errortype': error.code,
          ...retryAfter(error),
        },
        body: JSON.stringify({ ...textOf(error), ...error.members }),
      };
    },
  };
}

/** For an operation that AWS has and the sandbox has not: the caller refuses it before it would be decoded. */
const namedOnly = (operation: string): Route => ({
  operation,
  decode: () => ({}),
  encode: () => ({ status: 501, headers: {}, body: '' }),
});

const retryAfter = (error: ServiceError): Record<string, string> =>
  error.status === 429 ? { 'retry-after': '1' } : {};

function entriesOf(lines: readonly string[]): readonly Entry[] {
  return lines
    .map((line): Entry => {
      const [method = '', template = '', operation = ''] = line.split(' ');
      return { method, template: parseTemplate(template), operation };
    })
    .toSorted((left, right) => compareTemplates(left.template, right.template));
}

function match(
  entries: readonly Entry[],
  request: WireRequest,
): { entry: Entry; labels: Readonly<Record<string, string>> } | undefined {
  for (const entry of entries) {
    if (entry.method !== request.method) continue;
    const labels = matchTemplate(entry.template, request.path);
    if (labels === undefined) continue;
    if (entry.template.query.every(([name, value]) => new RegExp(`(^|&)${name}(=${value})?(&|$)`).test(request.query)))
      return { entry, labels };
  }
  return undefined;
}

function decodeInput(shape: OperationShape, request: WireRequest, labels: Readonly<Record<string, string>>): object {
  if (!shape.input.isStructSchema()) return {};
  const input = readBoundMembers(shape.input, request, labels);
  const members = [...shape.input.structIterator()];
  const payload = members.find(([, member]) => member.getMergedTraits().httpPayload);
  if (payload !== undefined) {
    const [name, member] = payload;
    if (member.isBlobSchema()) input[name] = request.body;
    else if (request.body.length > 0)
      input[name] = decode(member, parseJson(request.body), { timestamps: 'date', wireName }, name);
  } else if (request.body.length > 0 && members.some(([, member]) => !isBoundElsewhere(member))) {
    const document = parseJson(request.body);
    if (typeof document !== 'object' || document === null || Array.isArray(document))
      throw new ShapeMismatch('the body must be a structure');
    for (const [name, member] of members) {
      const value = (document as Record<string, unknown>)[wireName(name, member)];
      if (value !== undefined && value !== null && !isBoundElsewhere(member))
        input[name] = decode(member, value, { timestamps: 'date', wireName }, name);
    }
  }
  return input;
}

function encodeOutput(shape: OperationShape, output: object, requestId: string): WireResponse {
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId, 'content-type': 'application/json' };
  const document: Record<string, unknown> = {};
  let status = shape.http?.status ?? 200;
  let body: string | Uint8Array | undefined;
  for (const [name, member] of shape.output.isStructSchema() ? shape.output.structIterator() : []) {
    const value = (output as Record<string, unknown>)[name];
    const traits = member.getMergedTraits();
    if (value === undefined || value === null) {
      if (traits.httpPayload) body = '';
    } else if (traits.httpResponseCode) status = Number(value);
    else if (traits.httpHeader !== undefined)
      headers[traits.httpHeader.toLowerCase()] = typeof value === 'string' ? value : JSON.stringify(value);
    else if (traits.httpPayload)
      body =
        value instanceof Uint8Array || typeof value === 'string'
          ? value
          : JSON.stringify(encode(member, value, ENCODE));
    else document[wireName(name, member)] = encode(member, value, ENCODE);
  }
  if (status === 204) return { status, headers: { 'x-amzn-requestid': requestId }, body: '' };
  return { status, headers, body: body ?? JSON.stringify(document) };
}
