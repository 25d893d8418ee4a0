import { setTimeout as delay } from 'node:timers/promises';
import { once } from 'node:events';
import type { Fault } from '../faults.ts';
import type { Caller } from '../service.ts';
import { refusal, type Vocabulary } from './error-vocabulary.ts';
import type { WireResponse } from './message.ts';

export interface FaultContext {
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
 * Makes a fault happen: throws its error, waits, or says what to do instead of answering. `cut-after`: carry the call
 * out, then close the connection.
 */
export async function carryOutFault(
  fault: Fault | undefined,
  context: FaultContext,
): Promise<WireResponse | 'cut' | 'cut-after' | undefined> {
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
      throw refusal(words, 'internal', 'An internal error occurred. Try again.');
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
    case undefined:
  }
  return undefined;
}
