import { expect, it } from 'vitest';
import { failureOf } from './temporary-sandbox.ts';

export type Refusal = [what: string, attempt: () => Promise<unknown>, code: string, message: RegExp];

const OTHER_STATUS: Readonly<Record<string, number>> = { DryRunOperationException: 412, NotImplemented: 501 };

/** One test per request that an awsJson service must refuse. */
export function refuses(cases: Refusal[]): void {
  it.each<Refusal>(cases)('refuses %s', async (_what, attempt, code, message) => {
    const failure = await failureOf(attempt());

    expect(failure.name).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.$metadata?.httpStatusCode).toBe(OTHER_STATUS[code] ?? 400);
  });
}
