import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Account, PLACE } from './account.ts';
import { behindProxy } from './behind-proxy.ts';

const PASSWORD = 'hunter2:%/@secret';
const CREDENTIALS = `operator:${PASSWORD}`;
const INIT = ['init', '--yes', '--confirm', PLACE, '--json'] as const;

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const withoutSecrets = ({ stdout, stderr }: { stdout: string; stderr: string }): void => {
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), Buffer.from(CREDENTIALS).toString('base64'), 'hunter2'])
    expect(`${stdout}${stderr}`).not.toContain(secret);
};

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe.concurrent('in a network that lets only a proxy out', () => {
  it('init switches and proves by it, with a password that no output has', async () => {
    const account = seeded.copy();
    await using network = await behindProxy(account, { credentials: CREDENTIALS });
    const run = await account.run([...INIT], { env: network.env });
    expect(run.exitCode, run.stderr).toBe(0);
    const address = `127.0.0.1:${network.proxy.port}`;
    expect(run.json()).toMatchObject({
      canary: { outcome: 'proven', mqtt: { port: 8883, proxy: { address, setBy: 'HTTPS_PROXY' } } },
      status: { network: { aws: 'proxy', proxies: [{ address, setBy: 'HTTPS_PROXY' }] } },
    });
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(`through the proxy ${address} (HTTPS_PROXY)`);
    expect(network.proxy.targets).toEqual(
      expect.arrayContaining([
        'sts.us-east-1.amazonaws.com:443',
        'iot.us-east-1.amazonaws.com:443',
        'iam.amazonaws.com:443',
      ]),
    );
    withoutSecrets(run);
    const back = await account.run(['rollback', '--all', '--yes', '--wait', '0', '--json'], { env: network.env });
    expect(back.exitCode, back.stderr).toBe(0);
    expect(back.stderr).toContain(`through the proxy ${address} (HTTPS_PROXY)`);
    withoutSecrets(back);
  });

  it('a device goes by 443 where the proxy lets nothing else through', async () => {
    const account = enabled.copy();
    await using network = await behindProxy(account, { ports: ['443'] });
    const run = await account.run(['canary', '--json'], { env: network.env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()['canary']).toMatchObject({
      outcome: 'proven',
      mqtt: { port: 443, unanswered: [{ port: 8883, reason: expect.stringContaining('HTTP 403') }] },
    });
    const out = join(mkdtempSync(join(inject('scratch'), 'device-')), 'd');
    const args = ['device', 'provision', '--trusted-user', '--template', 'acme-sensors', '--out-dir', out];
    const device = await account.run([...args, '--parameter', 'SerialNumber=SN-1', '--json'], { env: network.env });
    expect(device.exitCode, device.stderr).toBe(0);
    expect(device.json()).toMatchObject({ mqtt: { port: 443, proxy: { setBy: 'HTTPS_PROXY' } } });
  });

  it('takes the lower-case variable as well, and the roots of NODE_EXTRA_CA_CERTS', async () => {
    const account = enabled.copy();
    await using network = await behindProxy(account);
    const { HTTPS_PROXY, AWS_CA_BUNDLE, ...env } = network.env;
    const run = await account.run(['status', '--json'], {
      env: { ...env, https_proxy: HTTPS_PROXY, NODE_EXTRA_CA_CERTS: AWS_CA_BUNDLE },
    });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ network: { aws: 'proxy', proxies: [{ setBy: 'https_proxy' }] } });
  });

  it('says what stands in the way, by the name of the variable', async () => {
    const account = enabled.copy();
    await using network = await behindProxy(account, { credentials: CREDENTIALS });
    const port = network.proxy.port;
    const status = (env: NodeJS.ProcessEnv) => account.run(['status', '--json'], { env: { ...network.env, ...env } });
    const wrong = await status({ HTTPS_PROXY: `http://operator:wrong-hunter2@127.0.0.1:${port}` });
    expect(wrong.json().error).toMatchObject({
      code: 'AWS_UNREACHABLE',
      message: expect.stringMatching(new RegExp(`the proxy 127\\.0\\.0\\.1:${port} \\(HTTPS_PROXY\\).*HTTP 407`)),
      fix: expect.stringContaining('into HTTPS_PROXY'),
      details: { proxy: `127.0.0.1:${port}`, proxySetBy: 'HTTPS_PROXY' },
    });
    withoutSecrets(wrong);
    const dead = await closedPort();
    const unreachable = await status({ HTTPS_PROXY: `http://operator:hunter2@127.0.0.1:${dead}` });
    expect(unreachable.json().error).toMatchObject({
      code: 'AWS_UNREACHABLE',
      message: expect.stringContaining(`the proxy 127.0.0.1:${dead} (HTTPS_PROXY) cannot be reached: ECONNREFUSED`),
    });
    withoutSecrets(unreachable);
    const exempt = await status({ NO_PROXY: 'amazonaws.com' });
    expect(exempt.json().error).toMatchObject({
      code: 'AWS_UNREACHABLE',
      message: expect.not.stringContaining('proxy'),
    });
    const untrusted = await status({ AWS_CA_BUNDLE: network.env['NODE_EXTRA_CA_CERTS'] });
    expect(untrusted.json().error).toMatchObject({ fix: expect.stringContaining('AWS_CA_BUNDLE') });
    const noProxyUrl = await status({ HTTPS_PROXY: 'socks5://operator:hunter2@127.0.0.1:1080' });
    expect(noProxyUrl.json().error).toMatchObject({ code: 'USAGE_INVALID', exitCode: 2 });
    withoutSecrets(noProxyUrl);
    const noBundle = await status({ AWS_CA_BUNDLE: '/nowhere/bundle.pem' });
    expect(noBundle.json().error).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('AWS_CA_BUNDLE'),
    });
  });

  it('says what the proxy does not let through where AWS is refused', async () => {
    const account = enabled.copy();
    await using network = await behindProxy(account, { ports: ['8883'] });
    const run = await account.run(['status', '--json'], { env: network.env });
    expect(run.json().error).toMatchObject({
      code: 'AWS_UNREACHABLE',
      message: expect.stringMatching(
        /does not let a connection to sts\.us-east-1\.amazonaws\.com:443 through \(HTTP 403\)/,
      ),
    });
  });

  it('the canary tells apart what AWS and what the way does', async () => {
    const account = enabled.copy();
    await using network = await behindProxy(account, { ports: ['443'] });
    const run = await account.run(['canary', '--mqtt-port', '8883', '--json'], { env: network.env });
    expect(run.exitCode).toBe(3);
    expect(run.json().error).toMatchObject({
      code: 'CANARY_UNAVAILABLE',
      message: expect.stringMatching(
        /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) does not let a connection to .*:8883 through/,
      ),
    });
  });
});

describe.concurrent('no proxy is asked', () => {
  it('with --sandbox, whatever is set', async () => {
    const account = enabled.copy();
    const proxy = `http://127.0.0.1:${await closedPort()}`;
    const env = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy, http_proxy: proxy };
    const run = await account.run(['canary', '--sandbox', '--json'], { env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()['canary']).toMatchObject({ mqtt: { proxy: null } });
    const status = await account.run(['status', '--sandbox', '--json'], { env });
    expect(status.json()).toMatchObject({ network: { aws: 'direct', proxies: [] } });
  });
});
