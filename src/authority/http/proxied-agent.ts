import { request as httpRequest, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { bareHost } from '../../proxy/no-proxy.ts';
import { proxyFor, proxyName } from '../../proxy/proxy-for.ts';
import { AuthorityError } from '../authority-error.ts';

type Done = (error: Error | null, stream: Duplex) => void;

/** It says nothing about who was asked through it. */
export class ProxyInTheWay extends AuthorityError {}

/** Longer than a question to a CA may take, so that nothing waits for a proxy for ever. */
const PROXY_MS = 5_000;

/**
 * Takes the proxy that the environment names: of this machine, or of the Lambda function. CONNECT in a few lines, since
 * the function carries no package.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
 */
export class ProxiedAgent extends HttpsAgent {
  override createConnection(options: ClientRequestArgs, done?: Done): Duplex | null | undefined {
    const host = options.host ?? '';
    const target = `${host}:${options.port}`;
    const proxy = proxyFor({ protocol: 'https:', host, port: Number(options.port) });
    if (proxy === undefined) return super.createConnection(options, done);
    const { protocol, hostname, port, username, password } = proxy.url;
    const fail = (why: string): void =>
      (done as (error: Error) => void)(new ProxyInTheWay('AUTHORITY_UNREACHABLE', `${proxyName(proxy)} ${why}`));
    const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const asked = (protocol === 'https:' ? httpsRequest : httpRequest)({
      method: 'CONNECT',
      host: bareHost(hostname),
      port,
      path: target,
      agent: false,
      timeout: PROXY_MS,
      headers: {
        host: target,
        ...(who === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(who).toString('base64')}` }),
      },
    });
    asked.once('timeout', () => asked.destroy(new Error('it does not answer')));
    asked.once('error', (error: NodeJS.ErrnoException) => fail(`cannot be used: ${error.code ?? error.message}`));
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) {
        done?.(null, super.createConnection({ ...options, socket } as object) as Duplex);
        return;
      }
      socket.destroy();
      fail(
        statusCode === 407
          ? 'does not take the user name and password, or wants some (HTTP 407)'
          : `does not let a connection to ${target} through (HTTP ${statusCode})`,
      );
    });
    asked.end();
    return undefined;
  }
}
