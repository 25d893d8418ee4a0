import { AuthorityError } from '../authority-error.ts';
import { systemClock, type Clock } from '../clock.ts';
import { httpClient, type HttpAnswer } from '../http/http-client.ts';
import { parseObject } from '../http/parse-object.ts';
import { transportFailure } from '../http/transport-failure.ts';
import { awsEndpoint, type AwsPlace, type SignerService } from './aws-endpoint.ts';
import { awsRefusal } from './aws-refusal.ts';
import { credentialsFromEnvironment } from './credentials-from-environment.ts';
import { signAwsPost } from './sign-aws-request.ts';

export type AwsOutput = Readonly<Record<string, unknown>>;

/** An operation with its input, until a time in epoch milliseconds. */
type AwsJsonClient = (operation: string, input: object, deadline: number) => Promise<AwsOutput>;

export interface SignerTools {
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
}

interface AwsJsonService {
  readonly service: SignerService;
  /** `ACMPrivateCA`, `TrentService`: what stands before the operation in `x-amz-target`. */
  readonly targetPrefix: string;
  /** Operations for which the caller comes back by itself when AWS throttles. */
  readonly patient?: readonly string[];
}

/** So that one stuck connection cannot use up the five seconds. */
const ATTEMPT_TIMEOUT_MS = 1_500;
const ATTEMPTS = 2;

/**
 * The few operations that a signer needs, as signed awsJson1_1 requests. An SDK client is several times as large as a
 * whole signer (docs/adr/0005-signer-bundle.md).
 */
export function awsJsonClient(
  { service, targetPrefix, patient = [] }: AwsJsonService,
  { partition, region }: AwsPlace,
  { env = process.env, clock = systemClock }: SignerTools = {},
): AwsJsonClient {
  const endpoint = awsEndpoint(service, env, partition, region);
  const send = httpClient();

  async function attempt(operation: string, body: Uint8Array, deadline: number): Promise<AwsOutput> {
    const timeout = Math.ceil(Math.min(ATTEMPT_TIMEOUT_MS, deadline - clock.now()));
    if (timeout <= 0) throw new AuthorityError('AUTHORITY_TIMEOUT', `no time was left for ${operation}`);
    const headers = signAwsPost({
      host: endpoint.host,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${targetPrefix}.${operation}` },
      body,
      service,
      region,
      credentials: credentialsFromEnvironment(env),
      date: new Date(clock.now()),
    });
    const signal = AbortSignal.timeout(timeout);
    const answer = await send({ method: 'POST', url: endpoint, headers, body }, signal).catch((cause: unknown) => {
      if (!signal.aborted) throw transportFailure(operation, endpoint.host, cause);
      throw new AuthorityError('AUTHORITY_TIMEOUT', `${operation} was not answered within ${timeout} ms`, { cause });
    });
    return readAnswer(operation, answer);
  }

  return async (operation, input, deadline) => {
    const body = Buffer.from(JSON.stringify(input));
    for (let left = ATTEMPTS - 1; ; left--) {
      try {
        return await attempt(operation, body, deadline);
      } catch (error) {
        const pause = left > 0 ? pauseBeforeRetry(error, patient.includes(operation)) : undefined;
        if (pause === undefined || clock.now() + pause >= deadline) throw error;
        await clock.wait(pause);
      }
    }
  };
}

/** `undefined` for a refusal that a second attempt would not change. */
function pauseBeforeRetry(error: unknown, comesBack: boolean): number | undefined {
  if (!(error instanceof AuthorityError)) return undefined;
  switch (error.code) {
    case 'AUTHORITY_TIMEOUT':
      return 0;
    case 'AUTHORITY_UNREACHABLE':
    case 'AUTHORITY_UNAVAILABLE':
      return 50 + Math.random() * 50;
    case 'AUTHORITY_THROTTLED':
      return comesBack ? undefined : 250 + Math.random() * 250;
    default:
      return undefined;
  }
}

function readAnswer(operation: string, { status, headers, text }: HttpAnswer): AwsOutput {
  const document = parseObject(text);
  if (status === 200 && document) return document;
  const header = headers['x-amzn-errortype'];
  const awsCode = errorCode(typeof header === 'string' ? header : (document?.['__type'] ?? document?.['code']));
  const message = document?.['message'] ?? document?.['Message'];
  throw awsRefusal(operation, { status, awsCode, message: typeof message === 'string' ? message : '' });
}

/** `com.amazonaws.acmpca#InvalidStateException:http://…` → `InvalidStateException` */
const errorCode = (raw: unknown): string =>
  typeof raw === 'string' ? (/^(?:[^#:,]*#)?([^:,]*)/.exec(raw)?.[1] ?? '') : '';
