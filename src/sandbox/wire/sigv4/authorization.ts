import { pairsOf, type WireRequest } from '../message.ts';

/** What a request says about its own signature (Signature Version 4), in the header or in a presigned address. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `yyyymmdd` of the credential scope. */
  readonly scopeDate: string;
  readonly region: string;
  /** The service's signing name. */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `yyyymmddThhmmssZ`. */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Seconds that a presigned address is valid for; undefined for a header. */
  readonly expiresAfter: number | undefined;
}

/** A request that carries a signature, but not a whole one. */
export class IncompleteSignature extends Error {
  override readonly name = 'IncompleteSignature';
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Undefined when the request is not signed at all.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readAuthorization(request: WireRequest): Authorization | undefined {
  const header = request.headers['authorization'];
  if (header !== undefined) return fromHeader(header, request);
  const query = new Map(pairsOf(request.query, { plusIsSpace: false }));
  return query.has('X-Amz-Signature') ? fromQuery(query) : undefined;
}

function fromHeader(header: string, request: WireRequest): Authorization {
  const [algorithm = '', ...rest] = header.trim().split(/\s+/);
  if (algorithm !== ALGORITHM) throw new IncompleteSignature(`Unsupported AWS 'algorithm': '${algorithm}'`);
  const parts = new Map(
    rest
      .join(' ')
      .split(',')
      .map((part): [string, string] => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
  );
  return complete({
    credential: parts.get('Credential'),
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    timestamp: request.headers['x-amz-date'] ?? basicIsoOf(request.headers['date']),
    sessionToken: request.headers['x-amz-security-token'],
    expiresAfter: undefined,
  });
}

function fromQuery(query: ReadonlyMap<string, string>): Authorization {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM)
    throw new IncompleteSignature(`Unsupported AWS 'algorithm': '${query.get('X-Amz-Algorithm') ?? ''}'`);
  const expires = Number(query.get('X-Amz-Expires') ?? '900');
  return complete({
    credential: query.get('X-Amz-Credential'),
    signedHeaders: query.get('X-Amz-SignedHeaders'),
    signature: query.get('X-Amz-Signature'),
    timestamp: query.get('X-Amz-Date'),
    sessionToken: query.get('X-Amz-Security-Token'),
    expiresAfter: Number.isInteger(expires) && expires > 0 ? Math.min(expires, 604_800) : 900,
  });
}

interface Parts {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly sessionToken: string | undefined;
  readonly expiresAfter: number | undefined;
}

function complete(parts: Parts): Authorization {
  for (const name of ['Credential', 'Signature', 'SignedHeaders'] as const) {
    const key = name === 'SignedHeaders' ? 'signedHeaders' : name === 'Signature' ? 'signature' : 'credential';
    if (!parts[key]) throw new IncompleteSignature(`Authorization header requires '${name}' parameter.`);
  }
  if (!/^\d{8}T\d{6}Z$/.test(parts.timestamp ?? '')) {
    throw new IncompleteSignature(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  const scope = parts.credential!.split('/');
  const [accessKeyId, scopeDate, region, service, terminator] = scope;
  if (scope.length !== 5 || !accessKeyId || !scopeDate || !region || !service || terminator !== 'aws4_request') {
    throw new IncompleteSignature(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${parts.credential}'`,
    );
  }
  return {
    accessKeyId,
    scopeDate,
    region,
    service,
    signedHeaders: parts.signedHeaders!.toLowerCase().split(';'),
    signature: parts.signature!,
    timestamp: parts.timestamp!,
    sessionToken: parts.sessionToken,
    expiresAfter: parts.expiresAfter,
  };
}

function basicIsoOf(httpDate: string | undefined): string | undefined {
  const at = Date.parse(httpDate ?? '');
  return Number.isNaN(at) ? undefined : basicIso(new Date(at));
}

/** `20261122T063000Z` */
export const basicIso = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, '');

export const dateOfBasicIso = (text: string): Date =>
  new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
