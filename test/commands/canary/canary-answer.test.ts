import { expect, it } from 'vitest';
import { isThrottled } from '../../../src/commands/canary/canary-answer.ts';

const refused = (statusCode?: number, errorCode?: string, message = 'refused') =>
  isThrottled({ kind: 'refused', statusCode, errorCode, message });

it('takes "later" for throttling, however AWS IoT says it', () => {
  expect(refused(429)).toBe(true);
  expect(refused(400, 'Throttled')).toBe(true);
  expect(refused(400, 'ThrottlingException')).toBe(true);
  expect(refused(undefined, undefined, 'Too many requests')).toBe(true);
  expect(refused(undefined, 'TooManyRequests')).toBe(true);
  expect(refused(undefined, undefined, 'Limit exceeded')).toBe(true);
  expect(refused(undefined, 'LimitExceeded')).toBe(true);
});

it('takes no other refusal for it, and nothing that is none', () => {
  expect(refused(500, 'InternalError')).toBe(false);
  expect(refused()).toBe(false);
  expect(isThrottled({ kind: 'no-answer', message: 'throttled' })).toBe(false);
  expect(isThrottled({ kind: 'not-asked', message: 'too many' })).toBe(false);
});
