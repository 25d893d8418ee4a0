import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { FunctionRuntime } from '../../../src/sandbox/lambda-runtime/function-runtime.ts';
import { openHarness } from './function-harness.ts';

const harness = openHarness();
const { deploy, run } = harness;

afterEach(() => harness.retire());
afterAll(() => harness.close());

describe('a function in its child process', () => {
  it('gets the event and answers it', async () => {
    const { answer, error } = await run('export const handler = async (event) => ({ twice: event.n * 2 });', {
      event: { n: 21 },
    });

    expect(answer).toEqual({ twice: 42 });
    expect(error).toBeUndefined();
  });

  it('answers null when it returns nothing', async () => {
    expect((await run('export const handler = async () => {};')).answer).toBeNull();
  });

  it('sees the context that Lambda gives', async () => {
    const { answer } = await run(
      'export const handler = async (_, c) => ({ ...c, remaining: c.getRemainingTimeInMillis() });',
      { timeoutSeconds: 7, memoryMb: 256 },
    );

    expect(answer).toMatchObject({
      functionName: 'f',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      logGroupName: '/aws/lambda/f',
    });
    expect(answer.awsRequestId).toMatch(/^request-/);
    expect(answer.remaining).toBeGreaterThan(6000);
    expect(answer.remaining).toBeLessThanOrEqual(7000);
  });

  it("sees its own variables and Lambda's, and none of the host's", async () => {
    process.env['HOST_SECRET'] = 'not for functions';
    const { answer } = await run('export const handler = async () => process.env;', { variables: { CA_ARN: 'arn:x' } });
    delete process.env['HOST_SECRET'];

    expect(answer).toMatchObject({
      CA_ARN: 'arn:x',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SESSION_TOKEN: 'token',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    });
    expect(Object.keys(answer)).not.toContain('HOST_SECRET');
    expect(Object.keys(answer)).not.toContain('HOME');
  });

  it("logs in Lambda's format between START, END and REPORT", async () => {
    const { log } = await run(
      `export const handler = async () => {
         console.log('one %d', 1); console.error({ two: 2 }); process.stdout.write('raw\\n');
       };`,
    );
    const [start, one, two, raw, end, report] = log.split('\n');

    expect(start).toMatch(/^START RequestId: request-\d+ Version: \$LATEST$/);
    expect(one).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\trequest-\d+\tINFO\tone 1$/);
    expect(two).toMatch(/\tERROR\t\{ two: 2 \}$/);
    expect(raw).toBe('raw');
    expect(end).toMatch(/^END RequestId: request-\d+$/);
    expect(report).toMatch(
      /^REPORT RequestId: request-\d+\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 512 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t$/,
    );
  });

  it('shows no more than the last 4 KB of its log', async () => {
    const { log } = await run(
      `export const handler = async () => { for (let i = 0; i < 1000; i += 1) console.log('line', i); };`,
    );

    expect(Buffer.byteLength(log)).toBe(4096);
    expect(log).toContain('line 999\n');
    expect(log).not.toContain('START');
  });

  it('is reused while warm, and its second run reports no initialisation', async () => {
    const invoke = deploy('let n = 0; export const handler = async () => ({ n: (n += 1), pid: process.pid });');
    const [first, second] = [await invoke(), await invoke()];

    expect(first.log).toContain('Init Duration');
    expect(second.log).not.toContain('Init Duration');
    expect(second.answer).toEqual({ n: 2, pid: first.answer.pid });
  });

  it('runs concurrent invocations in environments of their own', async () => {
    const invoke = deploy('export const handler = async () => process.pid;');
    const answers = await Promise.all([invoke(), invoke(), invoke()]);

    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(3);
  });

  it('starts cold again after a change of code or settings', async () => {
    const invoke = deploy('export const handler = async () => process.pid;');
    const first = await invoke();
    const second = await invoke({ revisionId: 'changed' });

    expect(second.answer).not.toBe(first.answer);
    expect(() => process.kill(first.answer, 0)).toThrow('ESRCH');
  });

  it('ends with the runtime, also in the middle of an invocation', async () => {
    const on = new FunctionRuntime();
    const idle = await deploy('export const handler = async () => process.pid;', { on })();
    const busy = deploy('export const handler = async () => { for (;;); };', { on, timeoutSeconds: 60 })();
    await vi.waitUntil(() => on.running() === 1);
    await on.close();

    expect((await busy).answer.errorType).toBe('Runtime.ExitError');
    expect(() => process.kill(idle.answer, 0)).toThrow('ESRCH');
  });
});
