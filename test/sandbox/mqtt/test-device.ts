import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { createHash } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import type { MqttEndpoint } from '../../../src/sandbox/mqtt/broker.ts';

export interface DeviceIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export type ConnectOptions = IClientOptions & Pick<SecureContextOptions, 'minVersion' | 'maxVersion'>;

export interface Answer {
  readonly topic: string;
  readonly payload: Buffer;
}

const IN_TIME_MS = 20_000;

/** A device of the tests: one connection, told step by step what to do. */
export class TestDevice implements AsyncDisposable {
  readonly client: MqttClient;
  readonly messages: Answer[] = [];
  readonly closed: Promise<void>;

  private constructor(client: MqttClient) {
    this.client = client;
    this.closed = new Promise((resolve) => client.once('close', () => resolve()));
    client.on('error', () => undefined);
    client.on('message', (topic, payload) => this.messages.push({ topic, payload }));
  }

  /** Connected, or undefined when AWS IoT hung up. */
  static async connect(
    endpoint: MqttEndpoint,
    identity: DeviceIdentity | undefined,
    clientId: string,
    options: ConnectOptions = {},
  ): Promise<TestDevice | undefined> {
    const client = connect({
      protocol: 'mqtts',
      host: endpoint.host,
      port: endpoint.port,
      servername: endpoint.servername,
      ca: endpoint.caPem,
      ...(identity && { cert: identity.certificatePem, key: identity.privateKeyPem }),
      clientId,
      reconnectPeriod: 0,
      ...options,
    });
    const device = new TestDevice(client);
    const isConnected = await within(
      Promise.race([
        new Promise<true>((resolve) => client.once('connect', () => resolve(true))),
        device.closed.then(() => false),
      ]),
      'CONNACK or the end of the connection',
    );
    if (isConnected) return device;
    await device[Symbol.asyncDispose]();
    return undefined;
  }

  /** The QoS granted; 128 for none. */
  async subscribe(...filters: readonly string[]): Promise<readonly number[]> {
    return await new Promise((resolve, reject) => {
      this.client.subscribe([...filters], { qos: 1 }, (error, granted, packet) => {
        const codes = packet?.granted;
        if (codes !== undefined) resolve(codes.map(Number));
        else if (error !== null) reject(error);
        else resolve(granted?.map(({ qos }) => qos) ?? []);
      });
    });
  }

  /** When AWS IoT has hung up. */
  ended(): Promise<void> {
    return within(this.closed, 'the end of the connection');
  }

  publish(topic: string, payload: Buffer | string): void {
    this.client.publish(topic, payload, { qos: 1 }, () => undefined);
  }

  /** The next message on one of these topics, from now on. */
  next(...topics: readonly string[]): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => {
      const listen = (topic: string, payload: Buffer): void => {
        if (!topics.includes(topic)) return;
        this.client.off('message', listen);
        resolve({ topic, payload });
      };
      this.client.on('message', listen);
    });
    return within(answer, topics.join(' or '));
  }

  /** Asks on a reserved topic in JSON; the answer with whether it was accepted. */
  async ask(topic: string, payload: object): Promise<{ accepted: boolean; body: Record<string, unknown> }> {
    const base = `${topic}/json`;
    await this.subscribe(`${base}/accepted`, `${base}/rejected`);
    const answer = this.next(`${base}/accepted`, `${base}/rejected`);
    this.publish(base, JSON.stringify(payload));
    const { topic: on, payload: body } = await answer;
    return {
      accepted: on.endsWith('/accepted'),
      body: JSON.parse(body.toString()) as Record<string, unknown>,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.endAsync(true);
  }
}

/** A failure that says what was waited for, long before the test's own end. */
async function within<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), IN_TIME_MS);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export const FROM_CSR = '$aws/certificates/create-from-csr';
export const CREATE_KEYS = '$aws/certificates/create';
export const provisionTopic = (template: string): string => `$aws/provisioning-templates/${template}/provision`;

/** A key of a device's own and a CSR for it. */
export async function newCsr(commonName: string): Promise<{ csrPem: string; privateKeyPem: string }> {
  const { privateKey } = await generateKey('ec-p256');
  const subject = encodeName([[{ type: 'CN', value: commonName }]]);
  return {
    csrPem: buildCertificationRequest({ subject, privateKey }).pem,
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
