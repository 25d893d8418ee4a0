import { proxyName, type Proxy } from '../proxy/proxy-for.ts';
import { alpnOf, mqttPortOf, type DeviceEndpoint } from './device-endpoint.ts';
import { deviceProxy } from './open-tls.ts';

/** How a device came in, for whoever has to know what was proven. */
export interface DeviceWay {
  /** As AWS's pages and firewalls know it: 8883, 443, or the one that the operator named. */
  readonly port: number;
  /** What was dialled: of the sandbox, a port of this machine. */
  readonly address: string;
  readonly alpn: string | null;
  /** Undefined: directly. */
  readonly proxy: Pick<Proxy, 'address' | 'setBy'> | undefined;
  /** Ways that were tried and did not answer. */
  readonly unanswered: readonly { readonly port: number; readonly reason: string }[];
}

export function wayBy(endpoint: DeviceEndpoint, unanswered: DeviceWay['unanswered']): DeviceWay {
  const proxy = deviceProxy(endpoint);
  return {
    port: mqttPortOf(endpoint),
    address: `${endpoint.host}:${endpoint.port}`,
    alpn: alpnOf(endpoint) ?? null,
    // Without its URL, which may have a password in it.
    proxy: proxy && { address: proxy.address, setBy: proxy.setBy },
    unanswered,
  };
}

/** For `--json`. */
export const wayDocument = ({ proxy, unanswered, ...way }: DeviceWay) => ({
  ...way,
  proxy: proxy === undefined ? null : { ...proxy },
  unanswered: unanswered.map((other) => ({ ...other })),
});

/** `port 443`, for a sentence; with what else was tried. */
export const wayText = ({ port, proxy, unanswered }: DeviceWay): string =>
  [
    `port ${port}${proxy ? ` through ${proxyName(proxy)}` : ''}`,
    ...unanswered.map((other) => `since ${other.port} does not answer`),
  ].join(', ');
