import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { startCertprov } from '../support/certprov.ts';
import { Account, PLACE } from './account.ts';

interface Network extends AsyncDisposable {
  readonly proxy: string;
  /** What `sandbox info` names, and nothing else. */
  readonly env: NodeJS.ProcessEnv;
  /** A certprov with a state folder of its own. */
  readonly client: Account;
}

async function serveBehindProxy(account: Account): Promise<Network> {
  const server = startCertprov(['sandbox', 'serve', '--proxy'], { home: account.home });
  const info = async () => (await account.run(['sandbox', 'info', '--json'])).json();
  await expect.poll(async () => (await info())['serving'], { timeout: 60_000 }).not.toBeNull();
  const { serving, environment } = await info();
  return {
    proxy: serving as string,
    env: environment as NodeJS.ProcessEnv,
    client: Account.at(mkdtempSync(join(inject('scratch'), 'client-'))),
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server.done;
    },
  };
}

/** What the proxy answers to CONNECT. */
async function statusOf(proxy: string, target: string): Promise<number | undefined> {
  const asked = request({ host: '127.0.0.1', port: new URL(proxy).port, method: 'CONNECT', path: target }).end();
  const [response, socket] = (await once(asked, 'connect')) as [{ statusCode?: number }, { destroy(): void }];
  socket.destroy();
  return response.statusCode;
}

describe.concurrent('a served sandbox that only a proxy leads to', () => {
  it('is switched, proven, looked at and taken back through it, and by its names alone', async () => {
    const account = await Account.seeded();
    const before = await account.snapshot();
    await using network = await serveBehindProxy(account);
    const { client, env, proxy } = network;
    expect(env).toMatchObject({ HTTPS_PROXY: proxy });
    expect(env).not.toHaveProperty('AWS_ENDPOINT_URL');
    const address = new URL(proxy).host;
    const init = await client.run(['init', '--yes', '--confirm', PLACE, '--json'], { env });
    expect(init.exitCode, init.stderr).toBe(0);
    expect(init.json()).toMatchObject({
      canary: { outcome: 'proven', mqtt: { port: 8883, proxy: { address, setBy: 'HTTPS_PROXY' } } },
      status: { network: { aws: 'proxy', proxies: [{ address }] } },
    });
    const out = join(client.home, 'device');
    const args = ['device', 'provision', '--trusted-user', '--template', 'acme-sensors', '--out-dir', out, '--json'];
    const device = await client.run([...args, '--parameter', 'SerialNumber=SN-1'], { env });
    expect(device.exitCode, device.stderr).toBe(0);
    expect((await client.run(['status'], { env })).exitCode).toBe(0);
    const back = await client.run(['rollback', '--all', '--yes', '--wait', '0'], { env });
    expect(back.exitCode, back.stderr).toBe(0);
    // But for the thing that was provisioned and its certificate.
    const after = (await account.snapshot()) as { roles: object; regions: Record<string, Record<string, object>> };
    const { roles, regions } = before as typeof after;
    const [now, then] = [after.regions['us-east-1']!, regions['us-east-1']!];
    expect([after.roles, now['functions'], now['certificateProviders']]).toEqual([
      roles,
      then['functions'],
      then['certificateProviders'],
    ]);
  });

  it('goes by 443 where 8883 is closed behind the proxy, too', async () => {
    const account = await Account.enabled();
    await account.run(['sandbox', 'network', '8883', 'refused']);
    await using network = await serveBehindProxy(account);
    const run = await network.client.run(['canary', '--ca', 'Acme Device CA P256', '--json'], { env: network.env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()['canary']).toMatchObject({
      outcome: 'proven',
      mqtt: { port: 443, unanswered: [{ port: 8883, reason: expect.stringContaining('HTTP 502') }] },
    });
  });

  it('lets nothing out of this machine, and knows CONNECT alone', async () => {
    const account = await Account.seeded();
    await using network = await serveBehindProxy(account);
    for (const target of [
      'example.com:443',
      'sts.us-east-1.amazonaws.com:80',
      'amazonaws.com.example.com:443',
      '127.0.0.1:22',
    ])
      expect([target, await statusOf(network.proxy, target)]).toEqual([target, 403]);
    expect(await statusOf(network.proxy, 'sts.eu-central-1.amazonaws.com:443')).toBe(200);
    expect((await fetch(network.proxy)).status).toBe(405);
  });

  it('has no port of its own to be named', async () => {
    const run = await (await Account.seeded()).run(['sandbox', 'serve', '--proxy', '--port', '7711', '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error).toMatchObject({ code: 'USAGE_INVALID' });
  });
});
