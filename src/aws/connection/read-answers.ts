import { NormalizedSchema } from '@smithy/core/schema';
import { assertShape } from '../failure/answer-shape.ts';
import type { ServiceName } from './configured-endpoints.ts';
import { type GuardedClient, install } from './guards.ts';

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: unknown;
}

export type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** Members of an operation's schema in the SDK: kind, namespace, name, traits, input, output. */
interface SmithyContext {
  readonly operationSchema?: readonly [unknown, string, string, unknown, Schema, Schema];
}

const pages = new WeakSet<object>();

/** Whether an answer, as the SDK hangs it on its errors, was a page for people. */
export const wasPage = (response: object): boolean => pages.has(response);

/**
 * Tells a page from an answer by its first characters, whatever its content type says: proxies relabel both. Some
 * commands of AWS answer with nothing, so that the SDK takes any page with status 200 for their success.
 */
export function refusePages(client: GuardedClient, service: ServiceName): void {
  const isPage = XML_SERVICES.has(service) ? isHtml : startsWithTag;
  install(client, { step: 'deserialize', name: 'certprovRefusePages', priority: 'low' }, (next) => async (args) => {
    const answer = (await next(args)) as { readonly response: Answer };
    const { response } = answer;
    const bytes = await readBody(response.body);
    response.body = bytes;
    if (!isPage(Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1'))) return answer;
    pages.add(response);
    if (response.statusCode >= 300) return answer;
    throw Object.assign(new Error('a page'), {
      $metadata: { httpStatusCode: response.statusCode },
      $response: response,
    });
  });
}

/** Holds every answer against the operation's own schema, the last thing before it is handed on. */
export function refuseWrongShapes(client: GuardedClient): void {
  install(
    client,
    { step: 'initialize', name: 'certprovRefuseWrongShapes', priority: 'high' },
    (next, context) => async (args) => {
      const answer = (await next(args)) as { readonly output: unknown };
      const smithy = context['__smithy_context'] as SmithyContext | undefined;
      const schema = smithy?.operationSchema?.[5];
      if (schema !== undefined) assertShape(NormalizedSchema.of(schema), answer.output);
      return answer;
    },
  );
}

/**
 * The same for a client from before the SDK had schemas: the document itself, before it is read, since that client
 * makes texts of numbers, and says so on the screen.
 */
export function refuseWrongDocuments(client: GuardedClient, outputs: Readonly<Record<string, Schema>>): void {
  install(
    client,
    { step: 'deserialize', name: 'certprovRefuseWrongDocuments', priority: 'low' },
    (next, { commandName = '' }) =>
      async (args) => {
        const answer = (await next(args)) as { readonly response: Answer };
        const { response } = answer;
        const schema = outputs[commandName];
        const bytes = await readBody(response.body);
        response.body = bytes;
        if (response.statusCode < 300 && schema !== undefined) {
          const document = documentOf(bytes);
          if (document !== undefined) assertShape(NormalizedSchema.of(schema), document);
        }
        return answer;
      },
  );
}

const XML_SERVICES: ReadonlySet<ServiceName> = new Set(['sts', 'iam', 'ec2']);

/** Enough for a comment of a web server before the first element. */
const LOOKED_AT = 1_024;

/** No JSON and no CBOR begins like this. */
const startsWithTag = (text: string): boolean => /^(\u00ef\u00bb\u00bf)?\s*</.test(text);

const isHtml = (text: string): boolean =>
  /^(\u00ef\u00bb\u00bf)?\s*(<\?xml[^>]*>\s*|<!--[^]*?-->\s*)*<(!doctype\s+html|html|head|body|title)\b/i.test(text);

/** Undefined for what is no JSON: the client's own parser says so. */
function documentOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
