import { MqttClient } from 'mqtt';
import { notAccepted, notAuthorized, unanswered } from './connection-failure.ts';
import type { DeviceEndpoint } from './device-endpoint.ts';
import { openTls, type DeviceIdentity } from './open-tls.ts';

/** An MQTT session over TLS; `ended` resolves to the reason when it is over. */
export interface OpenMqtt {
  readonly client: MqttClient;
  readonly ended: Promise<string>;
  /** Ends it at once, whatever is still on its way. */
  destroy(): void;
}

const MQTT_3_1_1 = 4;
/** CONNACK return code, MQTT 3.1.1 §3.2.2.3. */
const NOT_AUTHORIZED = 5;
const KEEP_ALIVE_SECONDS = 60;

/** A clean session that is never taken up again by itself: a device that is let in once is what is being looked at. */
export async function openMqtt(
  endpoint: DeviceEndpoint,
  identity: DeviceIdentity,
  timeoutMs: number,
): Promise<OpenMqtt> {
  const { socket, ended } = await openTls(endpoint, identity, timeoutMs);
  const client = new MqttClient(() => socket, {
    protocolVersion: MQTT_3_1_1,
    clientId: identity.clientId,
    clean: true,
    reconnectPeriod: 0,
    // Ours below says more.
    connectTimeout: 2 * timeoutMs,
    keepalive: KEEP_ALIVE_SECONDS,
    resubscribe: false,
    manualConnect: true,
  });
  // What befalls the socket is told by `ended`; without a listener it would end the program.
  client.on('error', () => undefined);
  try {
    await connected(client, ended, endpoint, identity.clientId, timeoutMs);
  } catch (error) {
    client.end(true);
    socket.destroy();
    throw error;
  }
  return { client, ended, destroy: () => void socket.destroy() };
}

async function connected(
  client: MqttClient,
  ended: Promise<string>,
  endpoint: DeviceEndpoint,
  clientId: string,
  timeoutMs: number,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(unanswered('CONNECT', undefined, timeoutMs / 1000));
    }, timeoutMs);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    client.once('connect', () => settle(resolve));
    client.once('error', (error) => {
      if (!('code' in error) || typeof error.code !== 'number') return;
      const isDenied = error.code === NOT_AUTHORIZED;
      settle(() =>
        reject(
          isDenied
            ? notAuthorized('iot:Connect', clientId, 'the server says so')
            : notAccepted(endpoint, error.message, error),
        ),
      );
    });
    void ended.then((reason) => settle(() => reject(notAccepted(endpoint, reason))));
    client.connect();
  });
}
