import { ASKED } from '../connection/guards.ts';
import { wasPage } from '../connection/read-answers.ts';
import { SDK_SAYS } from './recorded-messages.ts';
import { withoutSecrets } from './without-secrets.ts';

const NAME_LIMIT = 100;
const MESSAGE_LIMIT = 1_000;

/** What one failed attempt looked like, read from whatever the SDK threw. Strings are AWS's own, only cut. */
export interface SdkFailure {
  /** AWS's error code without namespace, or the name of the error class. */
  readonly name: string;
  /** Empty: AWS said nothing. */
  readonly message: string;
  /** Undefined: no whole answer was read. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly contentType: string | undefined;
  /** Node's error code (`ECONNRESET`) and system call (`connect`), also from a wrapped error. */
  readonly errno: string | undefined;
  readonly syscall: string | undefined;
  /** `https://iot.eu-central-1.amazonaws.com`, of a request that left the SDK. */
  readonly asked: string | undefined;
  /** The body was no document of the service's protocol. */
  readonly unreadable: boolean;
  /** It was a page for people. */
  readonly isPage: boolean;
  readonly retryAfterMs: number | undefined;
  /** The SDK has just learned the right time, so that the same request would now be signed correctly. */
  readonly clockCorrected: boolean;
}

type Loose = Readonly<Record<string, unknown>>;

export function readSdkFailure(error: unknown): SdkFailure {
  const thrown = asLoose(error);
  const metadata = asLoose(thrown['$metadata']);
  const response = asLoose(thrown['$response']);
  const headers = asLoose(response['headers']);
  const chain = causes(thrown);
  const errno = firstText(chain, 'code');
  const status = BROKEN_OFF.has(errno ?? '')
    ? undefined
    : (asNumber(metadata['httpStatusCode']) ?? asNumber(response['statusCode']));
  // IAM's and STS's codes are shorter than the class names: `NoSuchEntity`, `AccessDenied`.
  const name = asText(thrown['name']) ?? asText(thrown['Code']) ?? 'Error';
  return {
    name: name.slice(0, NAME_LIMIT),
    message: withoutSecrets(asText(thrown['message']) ?? '')
      .replace(SDK_SAYS.parserNote.pattern, '')
      .replace(SDK_SAYS.nothing.pattern, '')
      .trim()
      .slice(0, MESSAGE_LIMIT),
    status,
    requestId: asText(metadata['requestId']) ?? requestIdOf(headers),
    contentType: asText(headers['content-type'])?.slice(0, NAME_LIMIT),
    errno,
    syscall: firstText(chain, 'syscall'),
    asked: firstText(chain, ASKED),
    unreadable:
      status !== undefined &&
      (name === 'SyntaxError' || thrown['$responseBodyText'] !== undefined || isParserError(thrown)),
    isPage: wasPage(response),
    retryAfterMs: retryAfter(asText(headers['retry-after'])),
    clockCorrected: metadata['clockSkewCorrected'] === true,
  };
}

/** The head of an answer came, and then the connection ended. */
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** The SDK appends advice for programmers to what its parsers throw. */
const isParserError = (thrown: Loose): boolean => SDK_SAYS.parserNote.pattern.test(asText(thrown['message']) ?? '');

const requestIdOf = (headers: Loose): string | undefined =>
  asText(headers['x-amzn-requestid']) ?? asText(headers['x-amz-request-id']) ?? asText(headers['x-amzn-request-id']);

/** @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after (AWS sends seconds) */
function retryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,4}$/.test(value) ? Number(value) * 1_000 : undefined;
}

function causes(thrown: Loose): readonly Loose[] {
  const chain = [thrown];
  for (let next = thrown['cause']; next instanceof Error && chain.length < 5; next = next.cause)
    chain.push(asLoose(next));
  // Node reports several failed addresses of one host (IPv6, IPv4) as an AggregateError.
  const several = thrown['errors'];
  return Array.isArray(several) ? [...chain, ...several.map(asLoose)] : chain;
}

const firstText = (chain: readonly Loose[], key: string): string | undefined =>
  chain.map((link) => asText(link[key])).find((text) => text !== undefined);

const asLoose = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {});
const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
