import { acmPcaRefusal } from './acm-pca-refusal.ts';
import { AuthorityError } from './authority-error.ts';
import type { Clock } from './clock.ts';
import { credentialsFromEnvironment } from './credentials-from-environment.ts';
import { postTo, type HttpAnswer } from './post.ts';
import { signAwsPost } from './sign-aws-request.ts';

export type AcmPcaOperation = 'IssueCertificate' | 'GetCertificate' | 'GetCertificateAuthorityCertificate';

/** `undefined`: the certificate is still being made, which is an answer and not an error. */
export type AcmPcaOutput = Readonly<Record<string, unknown>> | undefined;

export type AcmPcaClient = (operation: AcmPcaOperation, input: object, deadline: number) => Promise<AcmPcaOutput>;

/** So that one stuck connection cannot use up the five seconds. */
const ATTEMPT_TIMEOUT_MS = 1_500;
const ATTEMPTS = 2;

/**
 * The three operations that the signer needs, as signed awsJson1_1 requests. The SDK's client is five times as large as
 * the whole signer (docs/adr/0005-signer-bundle.md).
 */
export function acmPcaClient(endpoint: URL, region: string, env: NodeJS.ProcessEnv, clock: Clock): AcmPcaClient {
  const post = postTo(endpoint);

  async function attempt(operation: AcmPcaOperation, body: Uint8Array, deadline: number): Promise<AcmPcaOutput> {
    const timeout = Math.ceil(Math.min(ATTEMPT_TIMEOUT_MS, deadline - clock.now()));
    if (timeout <= 0) throw outOfTime(operation);
    const headers = signAwsPost({
      host: endpoint.host,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `ACMPrivateCA.${operation}` },
      body,
      service: 'acm-pca',
      region,
      credentials: credentialsFromEnvironment(env),
      date: new Date(clock.now()),
    });
    const signal = AbortSignal.timeout(timeout);
    const answer = await post(headers, body, signal).catch((cause: unknown) => {
      if (signal.aborted) {
        throw new AuthorityError('AUTHORITY_TIMEOUT', `${operation} was not answered within ${timeout} ms`, { cause });
      }
      throw new AuthorityError(
        'AUTHORITY_UNREACHABLE',
        `${operation} got no answer from ${endpoint.host}: ${reason(cause)}`,
        { cause },
      );
    });
    return readAnswer(operation, answer);
  }

  return async (operation, input, deadline) => {
    const body = Buffer.from(JSON.stringify(input));
    for (let left = ATTEMPTS - 1; ; left--) {
      try {
        return await attempt(operation, body, deadline);
      } catch (error) {
        const pause = left > 0 ? pauseBeforeRetry(operation, error) : undefined;
        if (pause === undefined || clock.now() + pause >= deadline) throw error;
        await clock.wait(pause);
      }
    }
  };
}

/** `undefined` for a refusal that a second attempt would not change. */
function pauseBeforeRetry(operation: AcmPcaOperation, error: unknown): number | undefined {
  if (!(error instanceof AuthorityError)) return undefined;
  switch (error.code) {
    case 'AUTHORITY_TIMEOUT':
      return 0;
    case 'AUTHORITY_UNREACHABLE':
    case 'AUTHORITY_UNAVAILABLE':
      return 50 + Math.random() * 50;
    case 'AUTHORITY_THROTTLED':
      // Whoever waits for a certificate asks again anyway, at a pace of its own.
      return operation === 'GetCertificate' ? undefined : 250 + Math.random() * 250;
    default:
      return undefined;
  }
}

function readAnswer(operation: AcmPcaOperation, { status, headers, text }: HttpAnswer): AcmPcaOutput {
  const document = parseObject(text);
  if (status === 200 && document) return document;
  const header = headers['x-amzn-errortype'];
  const awsCode = errorCode(typeof header === 'string' ? header : (document?.['__type'] ?? document?.['code']));
  if (awsCode === 'RequestInProgressException') return undefined;
  const message = document?.['message'] ?? document?.['Message'];
  throw acmPcaRefusal(operation, { status, awsCode, message: typeof message === 'string' ? message : '' });
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** `com.amazonaws.acmpca#InvalidStateException:http://…` → `InvalidStateException` */
const errorCode = (raw: unknown): string =>
  typeof raw === 'string' ? (/^(?:[^#:,]*#)?([^:,]*)/.exec(raw)?.[1] ?? '') : '';

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

const outOfTime = (operation: string) => new AuthorityError('AUTHORITY_TIMEOUT', `no time was left for ${operation}`);
