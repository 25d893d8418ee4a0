import { AuthorityError } from '../authority/authority-error.ts';
import type { CertificateAuthority } from '../authority/authority.ts';
import { DEFAULT_RULE, type RequestedRule } from '../authority/requested-rule.ts';
import type { Certificate } from '../csr/certificate.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkGranted, checkRequested } from './check-requested.ts';
import { parseEvent } from './parse-event.ts';
import { readRequest } from './read-request.ts';
import { SignerError } from './signer-error.ts';
import { signingLogLine, type SigningRecord } from './signing-log.ts';
import { Stopwatch } from './stopwatch.ts';

interface SignerOptions {
  readonly authority: CertificateAuthority;
  readonly validityDays: number;
  /** The CA's own certificate: what it returns must carry this CA's signature. Undefined for AWS Private CA. */
  readonly issuer?: Certificate | undefined;
  /** What becomes of what a CSR asks for. */
  readonly requested?: RequestedRule;
  readonly now?: () => number;
  readonly log?: (line: string) => void;
}

/** The part of Lambda's context that the signer reads. */
interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** AWS IoT waits five seconds, and does not say whether a cold start counts. */
const LIMIT_MS = 4_600;
/** For the answer to be checked and to travel, and for the error to come from the signer and not from a cut-off. */
const MARGIN_MS = 300;

/** Epoch milliseconds after which the signer must not wait for anything. */
export const signingDeadline = (now: number, remainingMs: number): number =>
  now + Math.min(remainingMs, LIMIT_MS) - MARGIN_MS;

/** The Lambda handler of an AWS IoT certificate provider: the CSR of a device in, its certificate out. */
export function createHandler({
  authority,
  validityDays,
  issuer,
  requested = DEFAULT_RULE,
  now = Date.now,
  log = writeToCloudWatch,
}: SignerOptions) {
  return async (event: unknown, context: InvocationContext): Promise<{ certificatePem: string }> => {
    const stopwatch = new Stopwatch(now);
    const deadline = signingDeadline(now(), context.getRemainingTimeInMillis());
    const known: { principalId?: string; clientId?: string; keyType?: string; serial?: string; subject?: 'same-text' } =
      {};
    const write = (record: Pick<SigningRecord, 'certprov' | 'code' | 'message'>) =>
      log(signingLogLine({ ...record, ms: stopwatch.read(), ...known }));

    try {
      const { csr, principalId, clientId } = await stopwatch.time('parse', () => {
        const { certificateSigningRequest, ...device } = parseEvent(event, authority.kind === 'webhook');
        Object.assign(known, device);
        const request = readRequest(certificateSigningRequest);
        checkRequested(request, requested, authority.kind);
        return { csr: request, ...device };
      });
      known.keyType = csr.publicKey.description;
      const issued = await stopwatch.time('authority', () =>
        authority.issueCertificate({ csr, validityDays, deadline, principalId, clientId }),
      );
      const certificate = await stopwatch.time('check', () => {
        const checked = checkCertificate(issued.certificatePem, csr, issuer, now());
        checkGranted(csr, checked, requested, authority.kind);
        return checked;
      });
      known.serial = certificate.serialNumber;
      if (!certificate.subject.der.equals(csr.subject.der)) known.subject = 'same-text';
      write({ certprov: 'signed', code: 'SIGNED' });
      return { certificatePem: certificate.pem };
    } catch (error) {
      write(describeError(error));
      throw error;
    }
  };
}

// eslint-disable-next-line no-console -- Lambda's console adds the request id and sends the line to CloudWatch Logs
const writeToCloudWatch = (line: string): void => console.log(line);

function describeError(error: unknown): Pick<SigningRecord, 'certprov' | 'code' | 'message'> {
  if (error instanceof SignerError) return { certprov: error.outcome, code: error.code, message: error.message };
  if (error instanceof AuthorityError) {
    return {
      certprov: error.code === 'AUTHORITY_REFUSED_CSR' ? 'refused' : 'failed',
      code: error.code,
      message: error.message,
    };
  }
  return {
    certprov: 'failed',
    code: 'INTERNAL',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  };
}
