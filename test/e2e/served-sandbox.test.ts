import { mkdtempSync } from 'node:fs';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { startCertprov, type StartedCertprov } from '../support/certprov.ts';
import { Account, PLACE } from './account.ts';

let enabled: Account;
beforeAll(async () => {
  enabled = await Account.enabled();
});

interface Served extends AsyncDisposable {
  /** As another client has them, with a state folder of its own. */
  readonly env: NodeJS.ProcessEnv;
  readonly client: Account;
}

/** `certprov sandbox serve`, and a certprov that knows of it what its variables say, and nothing else. */
async function serve(account: Account): Promise<Served> {
  const server: StartedCertprov = startCertprov(['sandbox', 'serve', '--port', '0'], { home: account.home });
  await expect
    .poll(async () => (await account.run(['sandbox', 'info', '--json'])).json()['serving'], { timeout: 60_000 })
    .not.toBeNull();
  const { environment } = (await account.run(['sandbox', 'info', '--json'])).json();
  return {
    env: environment as NodeJS.ProcessEnv,
    client: Account.at(mkdtempSync(join(inject('scratch'), 'client-'))),
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server.done;
    },
  };
}

describe('certprov as a client of a served sandbox', () => {
  it('reaches its devices from a state folder of its own, by the endpoint alone', async () => {
    await using served = await serve(enabled.copy());
    const { client, env } = served;
    const canary = await client.run(['canary', '--ca', 'Acme Device CA P256', '--json'], { env });
    expect(canary.exitCode, canary.stderr).toBe(0);
    expect(canary.json()['canary']).toMatchObject({ outcome: 'proven', mqtt: { port: 8883, alpn: null } });
    const out = join(client.home, 'device');
    const args = ['device', 'provision', '--trusted-user', '--template', 'acme-sensors', '--out-dir', out, '--json'];
    const localhost = { ...env, AWS_ENDPOINT_URL: env['AWS_ENDPOINT_URL']?.replace('127.0.0.1', 'localhost') };
    const device = await client.run([...args, '--parameter', 'SerialNumber=SN-1', '--mqtt-port', '443'], {
      env: localhost,
    });
    expect(device.exitCode, device.stderr).toBe(0);
    expect(device.json()).toMatchObject({ thingName: 'SN-1', mqtt: { port: 443, alpn: 'x-amzn-mqtt-ca' } });
  });

  it('proves a switch of its own there', async () => {
    await using served = await serve(await Account.seeded());
    const run = await served.client.run(['init', '--yes', '--confirm', PLACE, '--json'], { env: served.env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()['canary']).toMatchObject({ outcome: 'proven' });
  });

  it('takes nobody for it whose certificate is not that of the endpoint', async () => {
    // One that hands every request on, and says that devices connect where another account answers.
    await using served = await serve(enabled.copy());
    await using other = await serve(await Account.seeded());
    const [own, foreign] = await Promise.all(
      [served, other].map(async ({ env }) => (await fetch(`${env['AWS_ENDPOINT_URL']}/_sandbox/devices`)).json()),
    );
    const liar = createServer((request, response) => {
      const isAsked = request.url === '/_sandbox/devices';
      if (isAsked) response.end(JSON.stringify({ ...(own as object), port: (foreign as { port: number }).port }));
      else handOn(request, response, served.env['AWS_ENDPOINT_URL']!);
    });
    liar.listen(0, '127.0.0.1');
    await once(liar, 'listening');
    const endpoint = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const run = await served.client.run(['canary', '--ca', 'Acme Device CA P256', '--mqtt-port', '8883', '--json'], {
      env: { ...served.env, AWS_ENDPOINT_URL: endpoint },
    });
    liar.close();
    liar.closeAllConnections();
    expect(run.json().error).toMatchObject({
      code: 'CANARY_UNAVAILABLE',
      details: { reason: 'DEVICE_ENDPOINT_UNTRUSTED' },
    });
  });
});

function handOn(request: IncomingMessage, response: ServerResponse, to: string): void {
  const { method, headers, url = '/' } = request;
  const onward = ask(new URL(url, to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
}
