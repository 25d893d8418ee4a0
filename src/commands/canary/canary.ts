import { randomBytes } from 'node:crypto';
import type { DeviceWriter } from '../../aws/ports/device-ports.ts';
import { judgeIssued } from '../../checks/trial/judge-issued.ts';
import type { ChangingContext } from '../../context.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';
import type { DeviceWay } from '../../device/device-way.ts';
import { CertprovError } from '../../errors.ts';
import { holdHandshake } from '../dry-run/hold-handshake.ts';
import { madeCsr, type TrialCsr } from '../dry-run/trial-csr.ts';
import type { CanaryAnswer } from './canary-answer.ts';
import { CanaryPath } from './canary-path.ts';
import { watchSwitch, type WatchOutcome } from './watch-switch.ts';

export interface CanaryOptions {
  readonly templateName: string;
  /** Certificate of the linked CA. */
  readonly issuer: IssuerCertificate | undefined;
  /** The operator's CSR; without it one is made that looks like any device's. */
  readonly csr?: CanaryCsr | undefined;
}

type CanaryCsr = Pick<TrialCsr, 'input' | 'read' | 'privateKey'>;

interface CertificateRemoval {
  readonly removed: number;
  /** AWS IoT refused to delete these; it does so by itself within an hour, since nobody has claimed them. */
  readonly left: readonly string[];
  /** Why not, once per reason. */
  readonly reasons: readonly string[];
}

/**
 * Deletes the certificates that the canary got. Whether AWS IoT deletes a certificate that is PENDING_ACTIVATION on
 * request is not documented; one that nobody claims is deleted when its token expires.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
async function removeCertificates(
  certificateIds: readonly string[],
  writer: Pick<DeviceWriter, 'deleteCertificate'>,
): Promise<CertificateRemoval> {
  const left: string[] = [];
  let removed = 0;
  const reasons = new Set<string>();
  for (const id of certificateIds) {
    try {
      // One that is not there any more was not removed by this.
      if (await writer.deleteCertificate(id)) removed += 1;
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      left.push(id);
      reasons.add(error.message);
    }
  }
  return { removed, left, reasons: [...reasons] };
}

export type CanaryOutcome = WatchOutcome & {
  readonly removal: CertificateRemoval;
  /** The port by which it connected; undefined when it never did. */
  readonly way?: DeviceWay | undefined;
};

/** One device that asks for a certificate as a trusted user's does, registers no thing, and leaves nothing. */
export class Canary {
  readonly #path: CanaryPath;
  readonly #csr: CanaryCsr;
  readonly #issuer: IssuerCertificate | undefined;
  readonly #context: ChangingContext;

  private constructor(
    path: CanaryPath,
    csr: CanaryCsr,
    issuer: IssuerCertificate | undefined,
    context: ChangingContext,
  ) {
    this.#path = path;
    this.#csr = csr;
    this.#issuer = issuer;
    this.#context = context;
  }

  static async prepare({ templateName, issuer, ...given }: CanaryOptions, context: ChangingContext): Promise<Canary> {
    // A function that behaves well for whoever tries it must not know this one by its name.
    const name = `device-${randomBytes(4).toString('hex')}`;
    const csr = given.csr ?? (await madeCsr('ec-p256', name));
    if (csr.read.refusal) throw csr.read.refusal;
    const { deviceEndpoint: endpoint, writer, now } = context;
    return new Canary(new CanaryPath({ templateName, clientId: name, endpoint, writer, now }), csr, issuer, context);
  }

  /** As far as the connection: what is in the way of it is better known before the switch. */
  async open(): Promise<DeviceWay | undefined> {
    await this.#path.open();
    return this.#path.way;
  }

  /** `switchedAt`: when the provider was created. */
  async watch(
    switchedAt: Date,
    onAnswer: (answer: CanaryAnswer, attempt: number, elapsedMs: number) => void,
  ): Promise<CanaryOutcome> {
    const { now, interrupt, propagationSeconds, writer } = this.#context;
    const csr = this.#csr;
    const issuer = this.#issuer;
    const elapsedMs = (): number => now().getTime() - switchedAt.getTime();
    const outcome = await watchSwitch({
      ask: () => this.#path.ask(csr.read.request?.pem ?? ''),
      judge: async (certificatePem) =>
        judgeIssued({
          csrInput: csr.input,
          csr: csr.read,
          certificatePem,
          issuerPem: issuer?.pem,
          issuerName: issuer?.displayName,
          handshake: await holdHandshake({ certificatePem, privateKey: csr.privateKey, issuerPem: issuer?.pem }),
          now: now(),
        }),
      elapsedMs,
      propagationMs: propagationSeconds * 1000,
      pause: (ms) => pauseUntil(interrupt.signal, ms),
      signal: interrupt.signal,
      onAnswer: (answer, attempt) => onAnswer(answer, attempt, elapsedMs()),
    });
    await this.close();
    const { way } = this.#path;
    return { ...outcome, way, removal: await removeCertificates(outcome.certificateIds, writer) };
  }

  close(): Promise<void> {
    return this.#path.close();
  }
}

function pauseUntil(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
