import { setTimeout as delay } from 'node:timers/promises';
import { once } from 'node:events';
import type { Fault } from '../faults.ts';
import type { Caller, ServiceError } from '../service.ts';
import { refusal, type Vocabulary } from './error-vocabulary.ts';
import type { WireResponse } from './message.ts';

interface FaultContext {
  readonly words: Vocabulary;
  readonly caller: Caller;
  readonly action: string;
  readonly closing: AbortSignal;
}

/** What a captive portal or a proxy would answer. */
const GARBAGE: WireResponse = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Sign in to the network</title><p>Please accept the terms of use.</p>',
};

/**
 * What to do instead of answering. `cut-after` and `fail-after`: carry the call out, then close the connection, or
 * answer with an error. `stale`: answer as it was before the last change. `empty`: with nothing in its lists.
 */
type FaultEffect = WireResponse | 'cut' | 'cut-after' | 'fail-after' | 'stale' | 'empty' | undefined;

/** Makes a fault happen: throws its error, waits, or says what to do. */
export async function carryOutFault(fault: Fault | undefined, context: FaultContext): Promise<FaultEffect> {
  const { words, caller, action, closing } = context;
  const user = `User: ${caller.arn} is not authorized to perform: ${action}`;
  switch (fault?.kind) {
    case 'throttle':
      throw refusal(
        words,
        'throttled',
        'Rate exceeded',
        words.throttled[1] === 429 ? { Reason: 'CallerRateLimitExceeded' } : {},
      );
    case 'error-500':
      throw failed(words);
    case 'error-after':
      return 'fail-after';
    case 'error-503':
      throw refusal(words, 'unavailable', 'The service is temporarily unavailable.');
    case 'access-denied':
      throw refusal(words, 'accessDenied', `${user} because no identity-based policy allows the ${action} action`);
    case 'explicit-deny':
      throw refusal(words, 'accessDenied', `${user} with an explicit deny in a service control policy`);
    case 'expired-token':
      throw refusal(words, 'expiredToken', 'The security token included in the request is expired');
    case 'stale-not-found':
      throw refusal(words, 'notFound', 'The resource you requested does not exist.');
    case 'stale-read':
      return 'stale';
    case 'stale-empty':
      return 'empty';
    case 'invalid-state':
      throw refusal(
        words,
        'invalidState',
        'The operation cannot be performed at this time, in the state that the resource is in.',
      );
    case 'limit-exceeded':
      throw refusal(words, 'limitExceeded', 'The account has reached its limit of these resources.');
    case 'already-exists':
      throw refusal(words, 'alreadyExists', 'The resource exists already.');
    case 'garbage':
      return GARBAGE;
    case 'delay':
      await delay(fault.delayMs ?? 0, undefined, { signal: closing }).catch(() => undefined);
      break;
    case 'hang':
      if (!closing.aborted) await once(closing, 'abort');
      return 'cut';
    case 'drop-before':
      return 'cut';
    case 'drop-after':
      return 'cut-after';
    // Clocks differ before anything else is looked at.
    case 'clock-skew':
    case undefined:
  }
  return undefined;
}

/** The service's own error, before or after it has done what it was asked for. */
export const failed = (words: Vocabulary): ServiceError =>
  refusal(words, 'internal', 'An internal error occurred. Try again.');
