import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FunctionRuntime } from '../../../src/sandbox/lambda-runtime/function-runtime.ts';
import { openHarness } from './function-harness.ts';

const harness = openHarness();
const { deploy, run } = harness;

afterEach(() => harness.retire());
afterAll(() => harness.close());

describe('a function that fails', () => {
  it('answers what it threw, and stays warm', async () => {
    const invoke = deploy(`export const handler = async () => { throw new TypeError('no CSR'); };`);
    const { answer, error, log } = await invoke();

    expect(error).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'TypeError', errorMessage: 'no CSR' });
    expect(answer.trace[0]).toBe('TypeError: no CSR');
    expect(log).toContain('\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"no CSR","stack":[');
    expect((await invoke()).log).not.toContain('Init Duration');
  });

  it('is cut off at its timeout, also in an endless loop', async () => {
    const invoke = deploy('export const handler = async ({ spin }) => { if (spin) for (;;); return process.pid; };', {
      timeoutSeconds: 1,
    });
    const before = await invoke();
    const { answer, error, log } = await invoke({ event: '{"spin":true}' });

    expect(error).toBe('Unhandled');
    expect(answer.errorType).toBe('Sandbox.Timedout');
    expect(answer.errorMessage).toMatch(/^RequestId: request-\d+ Error: Task timed out after 1\.00 seconds$/);
    expect(log).toMatch(/Z request-\d+ Task timed out after 1\.00 seconds\n/);
    expect(log).toContain('Status: timeout');
    expect(() => process.kill(before.answer, 0)).toThrow('ESRCH');
  });

  it.each([
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    ['process.exit(3)', 'Runtime exited with error: exit status 3'],
    [`process.kill(process.pid, 'SIGKILL')`, 'Runtime exited with error: signal: killed'],
  ])('says how it ended itself: %s', async (code, reason) => {
    const invoke = deploy(
      `export const handler = async ({ ok }) => { if (ok) return 1; console.log('last words'); ${code}; await new Promise(() => {}); };`,
    );
    const { answer, error, log } = await invoke();

    expect(error).toBe('Unhandled');
    expect(answer.errorType).toBe('Runtime.ExitError');
    expect(answer.errorMessage).toMatch(new RegExp(`^RequestId: request-\\d+ Error: ${reason}$`));
    expect(log).toContain('last words');
    expect((await invoke({ event: '{"ok":true}' })).answer).toBe(1);
  });

  it('names an unhandled rejection, and starts cold afterwards', async () => {
    const invoke = deploy(
      `export const handler = async ({ ok }) => { if (ok) return 1; Promise.reject(new Error('boom')); await new Promise((r) => setTimeout(r, 2000)); };`,
    );
    const { answer } = await invoke();

    expect(answer).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: boom' });
    expect((await invoke({ event: '{"ok":true}' })).log).toContain('Init Duration');
  });

  it('does not wait out its timeout for a promise that nothing can settle', async () => {
    const { answer } = await run('export const handler = () => new Promise(() => {});', { timeoutSeconds: 60 });

    expect(answer.errorType).toBe('Runtime.NodeJsExit');
  });

  it.each([
    ['a missing module', `import 'left-out'; export const handler = async () => 1;`, {}, 'Runtime.ImportModuleError'],
    [
      'a missing file',
      'export const handler = async () => 1;',
      { handler: 'other.handler' },
      'Runtime.ImportModuleError',
    ],
    ['a missing export', 'export const other = 1;', {}, 'Runtime.HandlerNotFound'],
    ['a syntax error', 'export const handler = async (', {}, 'Runtime.UserCodeSyntaxError'],
    [
      'a bad handler name',
      'export const handler = async () => 1;',
      { handler: 'index' },
      'Runtime.MalformedHandlerName',
    ],
    ['an error while loading', `throw new RangeError('no CA_ARN');`, {}, 'RangeError'],
    [
      'ES module syntax in a .js file',
      'export const handler = async () => 1;',
      { file: 'index.js' },
      'Runtime.UserCodeSyntaxError',
    ],
    [
      'a callback handler on nodejs24.x',
      'export const handler = (e, c, callback) => callback(null, 1);',
      {},
      'Runtime.CallbackHandlerDeprecated',
    ],
  ])('cannot be loaded: %s', async (_case, source, options, errorType) => {
    const { answer, error } = await run(source, options);

    expect(error).toBe('Unhandled');
    expect(answer.errorType).toBe(errorType);
  });

  it('cannot be loaded when its file may be read by its owner only', async () => {
    const { answer } = await run('export const handler = async () => 1;', { mode: 0o600 });

    expect(answer.errorMessage).toMatch(/^EACCES: permission denied, open '.*index\.mjs'$/);
  });

  it('cannot answer more than 6 MB', async () => {
    const { answer } = await run(`export const handler = async () => 'x'.repeat(7 * 1024 * 1024);`);

    expect(answer.errorType).toBe('Function.ResponseSizeTooLarge');
  });

  it('cannot answer what JSON cannot hold', async () => {
    const { answer } = await run('export const handler = async () => { const a = {}; a.a = a; return a; };');

    expect(answer).toMatchObject({ errorType: 'Error', errorMessage: 'Unable to stringify response body' });
  });

  it('gets a second try within its own time when initialisation takes too long', async () => {
    const on = new FunctionRuntime({ initLimitMs: 300 });
    const source = `await new Promise((r) => setTimeout(r, 500)); export const handler = async () => 'late';`;
    const { answer, log } = await run(source, { on });
    await on.close();

    expect(answer).toBe('late');
    expect(log).toContain('Phase: init\tStatus: timeout');
  });
});
