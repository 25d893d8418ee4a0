/** Where devices connect to. */
export interface DeviceEndpoint {
  readonly host: string;
  readonly port: number;
  /** Sent as SNI, and checked against the server's certificate; the same as `host` unless that is an address. */
  readonly servername: string;
  /** Roots that vouch for the server; undefined: those that Node.js brings along. */
  readonly caPem: readonly string[] | undefined;
  readonly alpn?: string;
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const HTTPS_PORT = 443;
const MQTT_BY_CERTIFICATE = 'x-amzn-mqtt-ca';

/** On port 443 AWS IoT tells protocols apart by ALPN; on 8883 there is only one. */
export const alpnOf = ({ alpn, port }: DeviceEndpoint): string | undefined =>
  alpn ?? (port === HTTPS_PORT ? MQTT_BY_CERTIFICATE : undefined);
