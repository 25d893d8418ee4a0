import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openHarness } from './function-harness.ts';

const harness = openHarness();
const { run } = harness;

afterEach(() => harness.retire());
afterAll(() => harness.close());

describe('the network as a function sees it', () => {
  const reach = (code: string) =>
    run(`import dns from 'node:dns'; import net from 'node:net'; import dgram from 'node:dgram'; import { resolve4 } from 'node:dns/promises';
         export const handler = async () => { try { ${code}; return 'reached'; } catch (e) { return e.code ?? e.cause?.code ?? String(e); } };`);

  it('reaches this machine', async () => {
    const server = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { answer } = await run(
      `export const handler = async () => Promise.all(['127.0.0.1', 'localhost'].map(async (h) => (await fetch('http://' + h + ':${port}')).text()));`,
    );
    await new Promise((resolve) => server.close(resolve));

    expect(answer).toEqual(['hello', 'hello']);
  });

  it.each([
    ['fetch', `await fetch('http://192.0.2.1/')`],
    ['a name', `await fetch('https://example.com/')`],
    ['a socket', `await new Promise((r, j) => net.connect(80, '192.0.2.1', r).on('error', j))`],
    ['dns.lookup', `await new Promise((r, j) => dns.lookup('example.com', (e) => (e ? j(e) : r())))`],
    ['dns/promises', `await resolve4('example.com')`],
    ['a datagram', `dgram.createSocket('udp4').send('x', 53, '192.0.2.1')`],
  ])('does not reach further: %s', async (_case, code) => {
    expect((await reach(code)).answer).toBe('EACCES');
  });
});
