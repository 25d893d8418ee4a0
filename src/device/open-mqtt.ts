import { MqttClient } from 'mqtt';
import { CertprovError } from '../errors.ts';
import { endedBeforeAnswer, notAccepted, notAuthorized, unanswered } from './connection-failure.ts';
import { mqttPortOf, type DeviceEndpoint } from './device-endpoint.ts';
import { wayBy, type DeviceWay } from './device-way.ts';
import { didInstead, neitherAnswered } from './failed-way.ts';
import type { DeviceIdentity } from './open-tls.ts';
import { openWay, type OpenedWay, type WayTimes } from './open-way.ts';

/** An MQTT session over TLS; `ended` resolves to the reason when it is over. */
export interface OpenMqtt {
  readonly client: MqttClient;
  readonly ended: Promise<string>;
  /** How it came about. */
  readonly way: DeviceWay;
  /** The way that was open, with the other one behind it: for the next connection. */
  readonly endpoint: DeviceEndpoint;
  /** Ends it at once, whatever is still on its way. */
  destroy(): void;
}

const MQTT_3_1_1 = 4;
/** CONNACK return code, MQTT 3.1.1 §3.2.2.3. */
const NOT_AUTHORIZED = 5;
const KEEP_ALIVE_SECONDS = 60;

/** A clean session that is never taken up again by itself: a device that is let in once is what is being looked at. */
export async function openMqtt(endpoint: DeviceEndpoint, identity: DeviceIdentity, times: WayTimes): Promise<OpenMqtt> {
  const opened = await openWay(endpoint, identity, times);
  try {
    return await converse(opened, opened.failed, endpoint, identity, times);
  } catch (error) {
    // TLS stood, and then there was silence: some firewalls look on for so long before they cut a connection off.
    const other = opened.failed.length === 0 && opened.endpoint === endpoint ? endpoint.otherwise : undefined;
    if (!(error instanceof CertprovError) || error.code !== 'DEVICE_UNANSWERED' || other === undefined) throw error;
    const failed = [{ endpoint, error }];
    try {
      return await converse(await openWay(other, identity, times), failed, endpoint, identity, times);
    } catch (otherError) {
      throw neitherAnswered([...failed, { endpoint: other, error: otherError }]);
    }
  }
}

/** CONNECT over the TLS session, and its answer. */
async function converse(
  { socket, ended, endpoint: used }: OpenedWay,
  failed: OpenedWay['failed'],
  asked: DeviceEndpoint,
  { clientId }: DeviceIdentity,
  { timeoutMs }: WayTimes,
): Promise<OpenMqtt> {
  const client = new MqttClient(() => socket, {
    protocolVersion: MQTT_3_1_1,
    clientId,
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
    await connected(client, ended, used, clientId, timeoutMs);
  } catch (error) {
    client.end(true);
    socket.destroy();
    throw error;
  }
  const closedWays = failed.map((way) => ({ port: mqttPortOf(way.endpoint), reason: didInstead(way) }));
  return {
    client,
    ended,
    way: wayBy(used, closedWays),
    endpoint: inOrder(asked, used),
    destroy: () => void socket.destroy(),
  };
}

/** What was open comes first. */
function inOrder(asked: DeviceEndpoint, used: DeviceEndpoint): DeviceEndpoint {
  if (used === asked || asked.otherwise === undefined) return asked;
  const { otherwise: _, ...first } = asked;
  return { ...used, otherwise: first };
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
    void ended.then((reason) => settle(() => reject(endedBeforeAnswer(endpoint, reason))));
    client.connect();
  });
}
