import { alpnOf, mqttPortOf, type DeviceEndpoint } from './device-endpoint.ts';

/** How a device came in, for whoever has to know what was proven. */
export interface DeviceWay {
  /** As AWS's pages and firewalls know it: 8883, 443, or the one that the operator named. */
  readonly port: number;
  /** What was dialled: of the sandbox, a port of this machine. */
  readonly address: string;
  readonly alpn: string | null;
  /** Ways that were tried and did not answer. */
  readonly unanswered: readonly { readonly port: number; readonly reason: string }[];
}

export const wayBy = (endpoint: DeviceEndpoint, unanswered: DeviceWay['unanswered']): DeviceWay => ({
  port: mqttPortOf(endpoint),
  address: `${endpoint.host}:${endpoint.port}`,
  alpn: alpnOf(endpoint) ?? null,
  unanswered,
});

/** `port 443`, for a sentence; with what else was tried. */
export const wayText = ({ port, unanswered }: DeviceWay): string =>
  [`port ${port}`, ...unanswered.map((other) => `since ${other.port} does not answer`)].join(', ');
