import { timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../service.ts';
import type { WireRequest } from '../message.ts';
import { refusal, type Vocabulary } from '../error-vocabulary.ts';
import type { AccountKeys } from './account-keys.ts';
import { basicIso, dateOfBasicIso, type Authorization } from './authorization.ts';
import { computeSignature } from './compute-signature.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const WINDOW_MS = 15 * 60_000;

/**
 * Who signed the request; throws AWS's own refusal when nobody of this account did, or not now. `aheadMs`: AWS's clock
 * is that far ahead of the operator's; functions run by AWS's own.
 */
export function authenticate(
  request: WireRequest,
  authorization: Authorization,
  keys: AccountKeys,
  words: Vocabulary,
  aheadMs = 0,
): Caller {
  const key = keys.find(authorization.accessKeyId, authorization.sessionToken);
  if (key === undefined) throw refusal(words, 'unknownKey', 'The security token included in the request is invalid.');
  checkScope(authorization, words);
  checkTime(authorization, Date.now() + (key.caller.kind === 'operator' ? aheadMs : 0), words);
  if (!authorization.signedHeaders.includes('host')) {
    throw refusal(words, 'badSignature', "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (!isEqual(computeSignature(request, authorization, key.secretAccessKey), authorization.signature)) {
    throw refusal(
      words,
      'badSignature',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  if (key.expiresAt !== undefined && key.expiresAt <= Date.now()) {
    throw refusal(words, 'expiredToken', 'The security token included in the request is expired');
  }
  return key.caller;
}

function checkScope({ scopeDate, timestamp }: Authorization, words: Vocabulary): void {
  if (timestamp.startsWith(scopeDate)) return;
  throw refusal(
    words,
    'badSignature',
    `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
  );
}

/** Against the machine's own clock, also when the account's clock was set: a client signs with the former. */
function checkTime({ timestamp, expiresAfter }: Authorization, now: number, words: Vocabulary): void {
  const signed = dateOfBasicIso(timestamp).getTime();
  const at = (ms: number): string => basicIso(new Date(ms));
  const validMs = expiresAfter === undefined ? WINDOW_MS : expiresAfter * 1000;
  if (signed > now + WINDOW_MS) {
    throw refusal(
      words,
      'badSignature',
      `Signature not yet current: ${timestamp} is still later than ${at(now + WINDOW_MS)} (${at(now)} + 15 min.)`,
    );
  }
  if (signed < now - validMs) {
    const span = expiresAfter === undefined ? '15 min.' : `${expiresAfter} sec.`;
    throw refusal(
      words,
      'badSignature',
      `Signature expired: ${timestamp} is now earlier than ${at(now - validMs)} (${at(now)} - ${span})`,
    );
  }
}

function isEqual(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}
