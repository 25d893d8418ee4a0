import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openHarness } from './function-harness.ts';

const harness = openHarness();
const { run } = harness;

afterEach(() => harness.retire());
afterAll(() => harness.close());

describe('a handler written for an older runtime', () => {
  it('may answer with a callback, also from CommonJS', async () => {
    const source = `exports.handler = (event, context, callback) => { setTimeout(() => callback(null, { got: event.a }), 5); };`;
    const { answer } = await run(source, { runtime: 'nodejs22.x', file: 'index.js', event: { a: 1 } });

    expect(answer).toEqual({ got: 1 });
  });

  it('fails with what it gives to the callback', async () => {
    const source = `exports.handler = (event, context, callback) => callback(new Error('refused'));`;
    const { answer, error } = await run(source, { runtime: 'nodejs22.x', file: 'index.cjs' });

    expect(error).toBe('Unhandled');
    expect(answer.errorMessage).toBe('refused');
  });

  it('answers null when it never calls back', async () => {
    const { answer, error } = await run('exports.handler = () => {};', { runtime: 'nodejs22.x', file: 'index.js' });

    expect(answer).toBeNull();
    expect(error).toBeUndefined();
  });
});
