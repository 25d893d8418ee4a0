/** Where devices connect to. */
export interface DeviceEndpoint {
  readonly host: string;
  readonly port: number;
  /** Sent as SNI, and checked against the server's certificate; the same as `host` unless that is an address. */
  readonly servername: string;
  /** Roots that vouch for the server; undefined: those that Node.js brings along. */
  readonly caPem: readonly string[] | undefined;
  readonly alpn?: string;
  /** Which of AWS IoT's ports it is, where a port of this machine stands for it. */
  readonly standsFor?: MqttPort;
  /** The other way in, for where this one does not answer. */
  readonly otherwise?: DeviceEndpoint;
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
export const MQTT_PORTS = [8883, 443] as const;

export type MqttPort = (typeof MQTT_PORTS)[number];

const [MQTT_PORT, HTTPS_PORT] = MQTT_PORTS;
const MQTT_BY_CERTIFICATE = 'x-amzn-mqtt-ca';

/** The port as AWS's pages and firewalls know it. */
export const mqttPortOf = ({ standsFor, port }: DeviceEndpoint): number => standsFor ?? port;

/** On port 443 AWS IoT tells protocols apart by ALPN; on 8883 there is only one. */
export const alpnOf = (endpoint: DeviceEndpoint): string | undefined =>
  endpoint.alpn ?? (mqttPortOf(endpoint) === HTTPS_PORT ? MQTT_BY_CERTIFICATE : undefined);

/** There AWS IoT confirms the name as well. */
export const needsAlpn = (endpoint: DeviceEndpoint): boolean => mqttPortOf(endpoint) === HTTPS_PORT;

/** AWS IoT serves devices on both ports: 8883 is what most of them use, 443 what a firewall lets through. */
export function byEitherPort(
  place: Omit<DeviceEndpoint, 'port' | 'otherwise'>,
  ports: Readonly<Record<MqttPort, number>> = { [MQTT_PORT]: MQTT_PORT, [HTTPS_PORT]: HTTPS_PORT },
): DeviceEndpoint {
  const by = (standsFor: MqttPort): DeviceEndpoint => ({ ...place, port: ports[standsFor], standsFor });
  return { ...by(MQTT_PORT), otherwise: by(HTTPS_PORT) };
}

/** By this port and no other; undefined leaves the endpoint as it is. */
export function onlyBy(endpoint: DeviceEndpoint, port: MqttPort | undefined): DeviceEndpoint {
  if (port === undefined) return endpoint;
  const { otherwise, ...first } = endpoint;
  return otherwise !== undefined && mqttPortOf(otherwise) === port ? otherwise : first;
}
