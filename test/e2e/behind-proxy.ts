import { mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startAccount } from '../../src/sandbox/start-account.ts';
import { makeIdentity } from '../device/test-broker.ts';
import { startConnectProxy, type ConnectProxy } from '../support/connect-proxy.ts';
import type { Account } from './account.ts';

export interface BehindProxy extends AsyncDisposable {
  readonly proxy: ConnectProxy;
  /** As of a machine in that network: AWS has its own names, which nobody knows but the proxy. */
  readonly env: NodeJS.ProcessEnv;
}

export interface NetworkOptions {
  readonly credentials?: string;
  /** Ports that the proxy lets CONNECT through to. */
  readonly ports?: readonly string[];
}

/**
 * A network in which AWS is reached through a proxy and no other way: the account under AWS's own names, with TLS in
 * front, and its devices' endpoint under its name, as far as the proxy leads there.
 */
export async function behindProxy(account: Account, options: NetworkOptions = {}): Promise<BehindProxy> {
  const { credentials, ports = ['443', '8883'] } = options;
  const sandbox = await startAccount({ folder: join(account.home, 'sandbox') });
  const mqtt = await sandbox.mqtt();
  const { key, cert } = await makeIdentity('*.us-east-1.amazonaws.com', '*.amazonaws.com');
  const sockets = new Set<Socket>();
  const front = createServer({ key, cert }, (socket) => {
    const onward = connect(Number(new URL(sandbox.endpoint).port), '127.0.0.1');
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on('error', () => end.destroy()).once('close', () => sockets.delete(end));
    }
    socket.pipe(onward).pipe(socket);
  });
  front.on('tlsClientError', (_error, socket) => socket.destroy());
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const frontPort = (front.address() as AddressInfo).port;
  const proxy = await startConnectProxy({
    ...(credentials && { credentials }),
    route(target) {
      const [host = '', port = ''] = target.split(':');
      if (!ports.includes(port)) return undefined;
      if (host === mqtt.servername) return port === '443' ? mqtt.alpnPort : mqtt.port;
      return host.endsWith('.amazonaws.com') && port === '443' ? frontPort : undefined;
    },
  });
  const folder = mkdtempSync(join(inject('scratch'), 'roots-'));
  const bundle = join(folder, 'aws.pem');
  const deviceRoots = join(folder, 'devices.pem');
  writeFileSync(bundle, cert);
  writeFileSync(deviceRoots, mqtt.caPem);
  const who = credentials ? `${credentials.replace(/[^:]+$/, (word) => encodeURIComponent(word))}@` : '';
  return {
    proxy,
    env: {
      AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
      AWS_REGION: sandbox.region,
      AWS_CA_BUNDLE: bundle,
      NODE_EXTRA_CA_CERTS: deviceRoots,
      HTTPS_PROXY: `http://${who}127.0.0.1:${proxy.port}`,
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      for (const socket of sockets) socket.destroy();
      front.close();
      await once(front, 'close');
      await sandbox.close();
    },
  };
}
