import { expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';

export type RecordedRefusal = readonly [
  what: string,
  attempt: () => Promise<unknown>,
  code: string,
  status: number,
  /** May depend on what is made before the tests run. */
  message: string | (() => string),
];

export const ACCOUNT = '000000000000';
/** Of no certificate. */
export const ID = 'a'.repeat(64);
export const certificateArn = (id: string, place = `us-east-1:${ACCOUNT}`): string => `arn:aws:iot:${place}:cert/${id}`;

export const NOT_FOUND = ['ResourceNotFoundException', 404] as const;
export const INVALID = ['InvalidRequestException', 400] as const;

/** One test per refusal: code, status and the whole text. */
export const answersAsRecorded = (rows: readonly RecordedRefusal[]): void =>
  it.each(rows)('%s', async (_what, attempt, code, status, message) => {
    const failure = await failureOf(attempt());
    const text = typeof message === 'string' ? message : message();
    expect([failure.name, failure.$metadata?.httpStatusCode, failure.message]).toEqual([code, status, text]);
  });
