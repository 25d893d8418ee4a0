import mqtt from 'mqtt';

/** Whether the broker lets this device in, as a client of that name. */
export function connects({ broker }, { certificatePem, keyPem }, clientId) {
  const client = mqtt.connect({
    protocol: 'mqtts',
    host: '127.0.0.1',
    port: broker.port,
    servername: broker.servername,
    ca: broker.rootsPem,
    cert: certificatePem,
    key: keyPem,
    clientId,
    reconnectPeriod: 0,
  });
  return new Promise((resolve) => {
    client.on('error', () => undefined);
    client.once('connect', () => {
      resolve(true);
      client.end(true);
    });
    client.once('close', () => resolve(false));
  });
}

/** Until it lets it in: what decides on a device may take its time. */
export async function comesIn(account, device, clientId) {
  const giveUpAt = Date.now() + 30_000;
  while (!(await connects(account, device, clientId))) {
    if (Date.now() > giveUpAt) throw new Error(`${clientId} is not let in`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
