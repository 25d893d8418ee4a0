import { withoutSecrets } from './failure/without-secrets.ts';

const MAX_DEPTH = 4;

/**
 * The original error for whoever debugs, without what the SDK hangs on it: `$response` leads over the socket to the
 * request, and so to the session token, the signature and the payload.
 */
export function failureCause(error: unknown, depth = 0): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = depth < MAX_DEPTH ? failureCause(error.cause, depth + 1) : undefined;
  const copy = new Error(withoutSecrets(error.message), inner && { cause: inner });
  copy.name = error.name;
  copy.stack = withoutSecrets(error.stack ?? '');
  return copy;
}
