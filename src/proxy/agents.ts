import { Agent as HttpAgent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { bareHost } from './no-proxy.ts';
import { proxyFor, type Proxy } from './proxy-for.ts';
import { ProxyFault } from './proxy-fault.ts';

type Done = (error: Error | null, stream: Duplex) => void;

/** What Node.js hands to an agent that has to connect. */
type ConnectOptions = ClientRequestArgs & { readonly timeout?: number };

/** An agent of `hpagent`, as far as it makes one connection. */
interface Tunnel {
  createConnection(options: object, done: Done): void;
}

/** Which ways were taken; undefined: none but the direct one. */
type OnWay = (proxy: Proxy | undefined) => void;

/** Node.js's agents, which ask for each connection whether a proxy has to be taken. */
export function proxyingAgents(
  options: AgentOptions & HttpsOptions,
  onWay: OnWay,
): { readonly http: HttpAgent; readonly https: HttpsAgent } {
  return { http: new ProxyingHttpAgent(options, onWay), https: new ProxyingHttpsAgent(options, onWay) };
}

class ProxyingHttpAgent extends HttpAgent {
  readonly #onWay: OnWay;

  constructor(options: AgentOptions, onWay: OnWay) {
    super(options);
    this.#onWay = onWay;
  }

  override createConnection(options: ConnectOptions, done?: Done): Duplex | null | undefined {
    const proxy = wayOf('http:', options, this.#onWay);
    if (proxy === undefined) return super.createConnection(options, done);
    through(proxy, new HttpProxyAgent({ proxy: asProxyUrl(proxy) }), options, done);
    return undefined;
  }
}

class ProxyingHttpsAgent extends HttpsAgent {
  readonly #onWay: OnWay;

  constructor(options: HttpsOptions, onWay: OnWay) {
    super(options);
    this.#onWay = onWay;
  }

  override createConnection(options: ConnectOptions, done?: Done): Duplex | null | undefined {
    const proxy = wayOf('https:', options, this.#onWay);
    if (proxy === undefined) return super.createConnection(options, done);
    through(proxy, tunnelBy(proxy), options, done);
    return undefined;
  }
}

function wayOf(protocol: 'https:' | 'http:', { host, port }: ConnectOptions, onWay: OnWay): Proxy | undefined {
  const standard = protocol === 'https:' ? 443 : 80;
  const proxy = proxyFor({ protocol, host: host ?? 'localhost', port: Number(port ?? standard) });
  onWay(proxy);
  return proxy;
}

/** TLS to whoever is behind the proxy; `options` are those of `tls.connect`. */
export const connectThrough = (proxy: Proxy, options: ConnectOptions & object, done: Done): void =>
  through(proxy, tunnelBy(proxy), options, done);

const tunnelBy = (proxy: Proxy): Tunnel => new HttpsProxyAgent({ proxy: asProxyUrl(proxy) });

function through(proxy: Proxy, tunnel: Tunnel, options: ConnectOptions, done: Done = () => undefined): void {
  const target = `${options.host}:${options.port}`;
  tunnel.createConnection({ ...options, timeout: options.timeout || PROXY_MS }, (error, socket) =>
    done(error ? new ProxyFault(error, proxy, target) : null, socket),
  );
}

/** Of CONNECT; whoever waits for the connection gives up sooner. */
const PROXY_MS = 15_000;

/** Node.js dials an address of IPv6 without the brackets that it has in a URL. */
function asProxyUrl({ url }: Proxy): URL {
  const { protocol, username, password, port } = url;
  return { protocol, username, password, port, hostname: bareHost(url.hostname) } as URL;
}
