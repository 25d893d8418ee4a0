import { randomBytes, type KeyObject } from 'node:crypto';
import { sampleCertificationRequest, type SampleKeyType } from '../../csr/build-certification-request.ts';
import { readAndJudge, type JudgedCsr } from '../../checks/trial/judge-csr.ts';
import { usageInvalid } from '../../errors.ts';
import { readInput } from '../../local/read-input.ts';

export const KEY_TYPES: readonly SampleKeyType[] = [
  'ec-p256',
  'ec-p384',
  'ec-p521',
  'rsa-2048',
  'rsa-3072',
  'rsa-4096',
];
/** What most devices use. */
export const DEFAULT_KEY_TYPE: SampleKeyType = 'ec-p256';

export interface TrialCsrFlags {
  /** File, or `-` for standard input. */
  readonly csr?: string | undefined;
  readonly keyType?: string | undefined;
}

export interface TrialCsr {
  readonly input: Buffer;
  /** `fleet-device.csr`, or that it was made for this trial and its key is kept nowhere. */
  readonly origin: string;
  /** The operator's own; undefined when it was made. */
  readonly given: Buffer | undefined;
  /** Read and judged once, here; every judgement of this command is about this reading. */
  readonly read: JudgedCsr;
  /** In memory only, until the command ends; undefined when the CSR is the operator's. */
  readonly privateKey: KeyObject | undefined;
}

/** The CSR given, else one with a new key that nobody keeps and a subject that says what it is for. */
export async function trialCsr(flags: TrialCsrFlags): Promise<TrialCsr> {
  if (flags.csr !== undefined) {
    if (flags.keyType !== undefined)
      throw usageInvalid('--key-type goes without --csr: it is for the CSR that certprov makes');
    if (flags.csr === '-' && process.stdin.isTTY) {
      throw usageInvalid('--csr - reads standard input, and that is the terminal', 'pipe a CSR in, or name a file');
    }
    const given = await readInput(flags.csr);
    const origin = flags.csr === '-' ? 'standard input' : flags.csr;
    return { input: given, given, origin, read: readAndJudge(given), privateKey: undefined };
  }
  const type = KEY_TYPES.find((known) => known === (flags.keyType ?? DEFAULT_KEY_TYPE));
  if (!type) throw usageInvalid(`--key-type is one of ${KEY_TYPES.join(', ')}, not ${flags.keyType}`);
  return {
    ...(await madeCsr(type, `certprov-trial-${randomBytes(2).toString('hex')}`)),
    given: undefined,
    origin: 'made for this trial, its key kept nowhere',
  };
}

/** With a key of its own, which the handshake needs and nobody else gets. */
export async function madeCsr(
  type: SampleKeyType,
  commonName: string,
): Promise<Pick<TrialCsr, 'input' | 'read' | 'privateKey'>> {
  const { csrPem, privateKey } = await sampleCertificationRequest(type, commonName);
  const input = Buffer.from(csrPem);
  return { input, read: readAndJudge(input), privateKey };
}
