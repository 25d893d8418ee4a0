import { openMqtt } from './open-mqtt.ts';
import type { DeviceEndpoint } from './device-endpoint.ts';
import type { DeviceWay } from './device-way.ts';
import type { DeviceMessage } from './device-message.ts';
import { exchangeOver } from './exchange.ts';
import type { DeviceIdentity } from './open-tls.ts';
import { textOf, type PayloadFormat } from './payload-format.ts';
import { refusalFixes } from './refusal-fix.ts';

interface DeviceOptions {
  /** Of the payloads; JSON unless said otherwise. */
  readonly format?: PayloadFormat;
  /** For each of: TLS, CONNECT, a subscription, an answer. */
  readonly timeoutMs?: number;
  /** Before the endpoint's other port is tried beside its first. */
  readonly patienceMs?: number;
  readonly onMessage?: (message: DeviceMessage) => void;
}

/** A certificate that nobody has claimed yet; AWS IoT forgets it with the token, after an hour. */
export interface IssuedToDevice {
  readonly certificateId: string;
  readonly certificatePem: string;
  /** Proves to RegisterThing that the certificate is this device's; a secret. */
  readonly certificateOwnershipToken: string;
}

interface RegisteredThing {
  /** Undefined when the template makes none. */
  readonly thingName: string | undefined;
  readonly deviceConfiguration: Readonly<Record<string, string>>;
}

/** A device that is connected. Refusals are `DeviceRefusal`. */
export interface DeviceConnection {
  readonly way: DeviceWay;
  /** The same endpoint, with the port first that was open. */
  readonly endpoint: DeviceEndpoint;
  createCertificateFromCsr(csrPem: string): Promise<IssuedToDevice>;
  createKeysAndCertificate(): Promise<IssuedToDevice & { readonly privateKeyPem: string }>;
  registerThing(
    templateName: string,
    certificateOwnershipToken: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<RegisteredThing>;
  /** Takes leave, and is safe to call twice. */
  close(): Promise<void>;
}

/** A signer may take 5 seconds, and a hook 5 more. */
const DEVICE_TIMEOUT_MS = 15_000;

const FROM_CSR = '$aws/certificates/create-from-csr';
const KEYS = '$aws/certificates/create';

/** Connects to AWS IoT as a device does: MQTT 3.1.1 over TLS with the certificate as the only proof of who it is. */
export async function connectDevice(
  endpoint: DeviceEndpoint,
  identity: DeviceIdentity,
  { format = 'json', timeoutMs = DEVICE_TIMEOUT_MS, patienceMs, onMessage }: DeviceOptions = {},
): Promise<DeviceConnection> {
  const session = await openMqtt(endpoint, identity, { timeoutMs, patienceMs });
  const exchange = exchangeOver(session, { format, timeoutMs, onMessage });

  return {
    way: session.way,
    endpoint: session.endpoint,

    async createCertificateFromCsr(csrPem) {
      const answer = await exchange({
        operation: 'CreateCertificateFromCsr',
        topic: FROM_CSR,
        payload: { certificateSigningRequest: csrPem },
        refusalFix: refusalFixes.createCertificateFromCsr,
      });
      return issued(answer, FROM_CSR);
    },

    async createKeysAndCertificate() {
      const answer = await exchange({
        operation: 'CreateKeysAndCertificate',
        topic: KEYS,
        payload: {},
        refusalFix: refusalFixes.createKeysAndCertificate,
      });
      return { ...issued(answer, KEYS), privateKeyPem: textOf(answer, 'privateKey', KEYS) };
    },

    async registerThing(templateName, certificateOwnershipToken, parameters) {
      const { thingName, deviceConfiguration } = await exchange({
        operation: 'RegisterThing',
        topic: `$aws/provisioning-templates/${templateName}/provision`,
        payload: { certificateOwnershipToken, parameters },
        refusalFix: refusalFixes.registerThing,
      });
      return {
        thingName: typeof thingName === 'string' && thingName !== '' ? thingName : undefined,
        deviceConfiguration: textsOf(deviceConfiguration),
      };
    },

    async close() {
      session.client.end(false);
      await Promise.race([session.ended, elapsed(CLOSE_MS)]);
      // `end` would wait for what the server has not acknowledged.
      session.destroy();
    },
  };
}

/** As long as DISCONNECT may take to leave; the server is not asked. */
const CLOSE_MS = 2_000;

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function issued(answer: Readonly<Record<string, unknown>>, topic: string): IssuedToDevice {
  return {
    certificateId: textOf(answer, 'certificateId', topic),
    certificatePem: textOf(answer, 'certificatePem', topic),
    certificateOwnershipToken: textOf(answer, 'certificateOwnershipToken', topic),
  };
}

const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
    : {};
