import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askHealth } from '../../../src/authority/authority-health.ts';
import { httpClient, type HttpAnswer } from '../../../src/authority/http/http-client.ts';
import { makeIdentity } from '../../device/test-broker.ts';
import { startConnectProxy, type ConnectProxy } from '../../support/connect-proxy.ts';
import { startHttpsServer, type HttpsServer } from '../../support/https-server.ts';

const NAME = 'ca.corp.example';
const CREDENTIALS = 'signer:hunter2:%/@secret';
const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'];

let identity: { key: string; cert: string };
let client: { key: string; cert: string };
const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));

beforeAll(async () => {
  identity = await makeIdentity(NAME);
  client = await makeIdentity('signer');
});
beforeEach(() => VARIABLES.forEach((name) => delete process.env[name]));
afterEach(() => {
  for (const name of VARIABLES) if (before[name] !== undefined) process.env[name] = before[name];
});

interface Corp extends AsyncDisposable {
  readonly server: HttpsServer;
  readonly proxy: ConnectProxy;
  ask(fresh?: boolean): Promise<HttpAnswer>;
}

/** A CA that only the proxy knows the way to; it wants a client certificate, as EST does. */
async function corp(options: { readonly reached?: boolean; readonly silent?: boolean } = {}): Promise<Corp> {
  const server = await startHttpsServer(identity, () => ({ status: 200, body: 'certificate' }), {
    clientRoots: client.cert,
  });
  const { port } = new URL(server.origin);
  const proxy = await startConnectProxy({
    credentials: CREDENTIALS,
    silent: options.silent ?? false,
    route: () => (options.reached === false ? undefined : Number(port)),
  });
  process.env['HTTPS_PROXY'] = `http://signer:${encodeURIComponent('hunter2:%/@secret')}@127.0.0.1:${proxy.port}`;
  const send = httpClient({
    rootsPem: identity.cert,
    identity: { certificatePem: client.cert, privateKeyPem: client.key },
  });
  const url = new URL(`https://${NAME}/sign`);
  return {
    server,
    proxy,
    ask: (fresh = false) => send({ method: 'GET', url, headers: {} }, AbortSignal.timeout(10_000), { fresh }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('a CA behind a proxy', () => {
  it('is asked by CONNECT with TLS on both sides, over a connection that is kept, and over a fresh one', async () => {
    await using network = await corp();
    expect((await network.ask()).text).toBe('certificate');
    expect((await network.ask()).text).toBe('certificate');
    expect(network.proxy.targets).toEqual([`${NAME}:443`]);
    expect((await network.ask(true)).text).toBe('certificate');
    expect(network.proxy.targets).toEqual([`${NAME}:443`, `${NAME}:443`]);
    expect(network.server.requests[0]?.clientCertificate).toBeDefined();
  });

  it('names the proxy that is in the way, without its password', async () => {
    await using network = await corp({ reached: false });
    const address = `127.0.0.1:${network.proxy.port}`;
    const refused = await network.ask().catch((error: Error) => error);
    expect(refused).toMatchObject({
      code: 'AUTHORITY_UNREACHABLE',
      message: `the proxy ${address} (HTTPS_PROXY) does not let a connection to ${NAME}:443 through (HTTP 403)`,
    });
    process.env['HTTPS_PROXY'] = `http://signer:wrong-hunter2@${address}`;
    const stranger = (await network.ask().catch((error: Error) => error)) as Error;
    expect(stranger.message).toContain('HTTP 407');
    expect(stranger.message).not.toContain('hunter2');
  });

  it('is not waited for when the proxy says nothing', async () => {
    await using network = await corp({ silent: true });
    await expect(network.ask()).rejects.toMatchObject({ message: expect.stringContaining('does not answer') });
  });

  it('is not called dead because of the proxy of this machine', async () => {
    await using network = await corp({ reached: false });
    const config = { kind: 'webhook', url: `https://${NAME}/sign`, secretName: 'x' } as const;
    const question = { config, rootsPem: identity.cert, issuerPem: identity.cert, isInVpc: false };
    await expect(askHealth(question as never)).resolves.toMatchObject({
      state: 'not-asked',
      why: expect.stringContaining(`the proxy 127.0.0.1:${network.proxy.port} (HTTPS_PROXY)`),
    });
  });

  it('is asked directly where NO_PROXY exempts it', async () => {
    await using network = await corp();
    process.env['NO_PROXY'] = 'corp.example';
    await expect(network.ask()).rejects.toMatchObject({ code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
    expect(network.proxy.targets).toEqual([]);
  });
});
