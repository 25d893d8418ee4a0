import { usageInvalid } from '../errors.ts';
import { isExempt, bareHost } from './no-proxy.ts';

/** An HTTP proxy of this machine's environment. */
export interface Proxy {
  /** With user name and password, where it has them: for the proxy, and for nobody's eyes. */
  readonly url: URL;
  /** `proxy.example:3128`, for words. */
  readonly address: string;
  /** The variable that names it. */
  readonly setBy: string;
}

interface Target {
  readonly protocol: 'https:' | 'http:';
  readonly host: string;
  readonly port: number;
}

/** The lower-case one wins, as for curl and the AWS CLI. */
const VARIABLES: Readonly<Record<Target['protocol'], readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY'],
};
const EXEMPTIONS = ['no_proxy', 'NO_PROXY'];

/**
 * This machine, and where a machine or a container gets its credentials: a proxy would hand them out to itself.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
const NEVER = [
  'localhost, 127.0.0.0/8, ::1',
  '169.254.169.254, fd00:ec2::254',
  '169.254.170.2, 169.254.170.23, fd00:ec2::23',
].join(', ');

/** The proxy that a connection has to take; undefined: none. */
export function proxyFor({ protocol, host, port }: Target, env = process.env): Proxy | undefined {
  if (isExempt(host, port, NEVER)) return undefined;
  const setBy = firstSet(VARIABLES[protocol], env);
  if (setBy === undefined) return undefined;
  const exempt = firstSet(EXEMPTIONS, env);
  if (exempt !== undefined && isExempt(host, port, env[exempt] ?? '')) return undefined;
  return readProxy(env[setBy] ?? '', setBy);
}

/** @throws USAGE_INVALID for a variable that names no HTTP proxy: better before the first request than in the midst of a change */
export function assertProxies(env = process.env): void {
  for (const names of Object.values(VARIABLES)) {
    const setBy = firstSet(names, env);
    if (setBy !== undefined) readProxy(env[setBy] ?? '', setBy);
  }
}

/** For a URL that is asked. */
export function proxyForUrl(url: string): Proxy | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return proxyFor({ protocol, host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
}

/** `the proxy proxy.example:3128 (HTTPS_PROXY)` */
export const proxyName = ({ address, setBy }: Pick<Proxy, 'address' | 'setBy'>): string =>
  `the proxy ${address} (${setBy})`;

const firstSet = (names: readonly string[], env: NodeJS.ProcessEnv): string | undefined =>
  names.find((name) => env[name]);

/** The value is not repeated: it may have a password in it. */
function readProxy(text: string, setBy: string): Proxy {
  const trimmed = text.trim();
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || url.hostname === '') throw usageInvalid(`${setBy} is not the URL of a proxy`, fixOf(setBy));
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usageInvalid(
      `${setBy} names a ${url.protocol.slice(0, -1)} proxy, and certprov speaks to HTTP proxies only`,
      fixOf(setBy),
    );
  if (!isDecodable(url.username) || !isDecodable(url.password))
    throw usageInvalid(
      `the user name or password in ${setBy} is not percent-encoded`,
      'write % as %25 in it, @ as %40, : as %3A',
    );
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return {
    url,
    address: `${bareHost(url.hostname).includes(':') ? url.hostname : bareHost(url.hostname)}:${port}`,
    setBy,
  };
}

const fixOf = (setBy: string): string => `write it as ${setBy}=http://proxy.example:3128, or leave it out`;

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
