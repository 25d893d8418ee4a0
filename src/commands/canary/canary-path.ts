import type { DeviceWriter, ProvisioningClaim } from '../../aws/ports/device-ports.ts';
import { connectDevice, type DeviceConnection } from '../../device/connect-device.ts';
import type { DeviceEndpoint } from '../../device/device-endpoint.ts';
import type { DeviceWay } from '../../device/device-way.ts';
import { DeviceRefusal } from '../../device/device-refusal.ts';
import { CertprovError } from '../../errors.ts';
import type { CanaryAnswer } from './canary-answer.ts';

interface CanaryPathOptions {
  /** The claim is for this one; nothing is registered with it. */
  readonly templateName: string;
  readonly clientId: string;
  readonly endpoint: () => Promise<DeviceEndpoint>;
  readonly writer: Pick<DeviceWriter, 'createProvisioningClaim'>;
  readonly now: () => Date;
}

/** A claim is valid for five minutes; one that would expire before an answer can arrive is not used. */
const CLAIM_RESERVE_MS = 30_000;

/**
 * The path of a device whose user is trusted: a claim for five minutes, a connection with it, a CSR. Connection and
 * claim are kept from one question to the next.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html
 */
export class CanaryPath {
  readonly #options: CanaryPathOptions;
  #claim: ProvisioningClaim | undefined;
  #connection: DeviceConnection | undefined;
  /** The port that was open is the first that is tried again. */
  #endpoint: DeviceEndpoint | undefined;
  #way: DeviceWay | undefined;

  constructor(options: CanaryPathOptions) {
    this.#options = options;
  }

  /** Of the last connection. */
  get way(): DeviceWay | undefined {
    return this.#way;
  }

  /** Gets as far as the connection, and throws what is in the way. */
  async open(): Promise<void> {
    await this.#connected();
  }

  async ask(csrPem: string): Promise<CanaryAnswer> {
    let connection: DeviceConnection;
    try {
      connection = await this.#connected();
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      return { kind: 'not-asked', message: error.message };
    }
    try {
      const { certificateId, certificatePem } = await connection.createCertificateFromCsr(csrPem);
      return { kind: 'certificate', certificateId, certificatePem };
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      if (error instanceof DeviceRefusal) {
        const { statusCode, errorCode, message } = error;
        return { kind: 'refused', statusCode, errorCode, message };
      }
      // Whatever it was, this connection is not used again.
      await this.close();
      return { kind: error.code === 'DEVICE_UNANSWERED' ? 'no-answer' : 'not-asked', message: error.message };
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  async #connected(): Promise<DeviceConnection> {
    const { templateName, clientId, endpoint, writer, now } = this.#options;
    const ends = this.#claim?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (this.#connection && ends - now().getTime() > CLAIM_RESERVE_MS) return this.#connection;
    await this.close();
    this.#claim = await writer.createProvisioningClaim(templateName);
    const { certificatePem, privateKeyPem } = this.#claim;
    this.#endpoint ??= await endpoint();
    const connection = await connectDevice(this.#endpoint, { certificatePem, privateKeyPem, clientId });
    ({ endpoint: this.#endpoint, way: this.#way } = connection);
    return (this.#connection = connection);
  }
}
