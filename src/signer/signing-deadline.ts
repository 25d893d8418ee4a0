/** AWS IoT waits five seconds, and does not say whether a cold start counts. */
const LIMIT_MS = 4_600;
/** For the answer to be checked and to travel, and for the error to come from the signer and not from a cut-off. */
const MARGIN_MS = 300;

/** Epoch milliseconds after which the signer must not wait for anything. */
export const signingDeadline = (now: number, remainingMs: number): number =>
  now + Math.min(remainingMs, LIMIT_MS) - MARGIN_MS;
