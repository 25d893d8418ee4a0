import { expect, it } from 'vitest';
import { signingDeadline } from '../../src/signer/create-handler.ts';

it.each([
  ['ends well before the five seconds of AWS IoT, whatever the function is given', 900_000, 4_300],
  ['ends before a five-second function is cut off', 4_990, 4_300],
  ['ends before a shorter function is cut off', 3_000, 2_700],
])('%s', (_case, remainingMs, expected) => {
  expect(signingDeadline(1_000_000, remainingMs)).toBe(1_000_000 + expected);
});
