import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionInvoker, InvocationResult } from '../../aws/ports/ports.ts';
import { waitFor } from '../../aws/wait.ts';
import { mayPassBySpreading } from '../../checks/trial/denied-to-function.ts';
import { checkAnswerShape } from '../../checks/trial/rules/answer-shape.ts';
import type { Handshake } from '../../checks/trial/handshake.ts';
import type { CsrIssuer } from '../../checks/trial/rules/csr-readable.ts';
import { judgeCsr } from '../../checks/trial/judge-csr.ts';
import { judgeTrial, type TrialRun, type TrialVerdict } from '../../checks/trial/judge-trial.ts';
import { LIMIT_SECONDS } from '../../checks/function-usable.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';
import { CertprovError } from '../../errors.ts';
import { holdHandshake } from './hold-handshake.ts';
import type { TrialCsr } from './trial-csr.ts';

interface TrialRequest {
  readonly csr: Pick<TrialCsr, 'input' | 'read' | 'privateKey'>;
  readonly functionArn: string;
  /** Certificate of the linked CA; undefined when nobody said which it is. */
  readonly issuer: IssuerCertificate | undefined;
  /** When the CA ends as the function's settings have it. */
  readonly knownEnd?: Date | undefined;
  /** Invocations, and so certificates. */
  readonly runs: number;
  /**
   * Seconds during which "access denied" from the function is taken for a policy that has not spread yet. No
   * certificate was issued by such a run, so it is not counted.
   */
  readonly policySpreadSeconds: number;
  readonly now: () => Date;
  readonly onRun?: (run: number) => void;
  readonly onPolicyWait?: () => void;
  /** Lambda is setting the function up again, after it was idle for weeks. */
  readonly onWake?: () => void;
}

export interface TrialOutcome extends TrialVerdict {
  /** False when the CSR alone already failed: nothing was invoked, nothing issued. */
  readonly invoked: boolean;
}

const LIMIT_MS = LIMIT_SECONDS * 1000;

/** The outcome when the CSR alone fails already; undefined when it may go to the function. */
export function refusedCsr(
  { input, read }: Pick<TrialCsr, 'input' | 'read'>,
  issuer?: CsrIssuer,
): TrialOutcome | undefined {
  const checks = issuer === undefined ? read.checks : judgeCsr(input, issuer, read);
  if (checks.every((check) => check.passed)) return undefined;
  const timings = { coldMs: null, warmMs: null, limitMs: LIMIT_MS, marginMs: null, authorityMs: null };
  return { verdict: 'fail', checks, timings, certificates: [], invoked: false };
}

/** Invokes the function with exactly the event that AWS IoT sends, and judges what comes back. */
export async function runTrial(request: TrialRequest, invoker: FunctionInvoker): Promise<TrialOutcome> {
  const { csr, issuer, now } = request;
  const refused = refusedCsr(csr);
  if (refused) return refused;
  // What was refused above had no request.
  const csrPem = csr.read.request?.pem ?? '';
  const results: TrialRun[] = [];
  for (let run = 1; run <= request.runs; run += 1) {
    request.onRun?.(run);
    const result = await invokeOnceAllowed(csrPem, request, invoker);
    results.push({ ...result, handshake: await shakeHands(result, csr.privateKey, issuer) });
  }
  const verdict = judgeTrial({
    csrInput: csr.input,
    csr: csr.read,
    runs: results,
    issuerPem: issuer?.pem,
    issuerName: issuer?.displayName,
    knownEnd: request.knownEnd,
    now: now(),
    limitMs: LIMIT_MS,
  });
  return { ...verdict, invoked: true };
}

/** Undefined where there is no certificate to show: other rules say why. */
async function shakeHands(
  result: InvocationResult,
  privateKey: KeyObject | undefined,
  issuer: IssuerCertificate | undefined,
): Promise<Handshake | undefined> {
  const { certificatePem } = checkAnswerShape(result);
  if (certificatePem === undefined) return undefined;
  return holdHandshake({ certificatePem, privateKey, issuerPem: issuer?.pem });
}

/**
 * The event has these three members and no others; the principal of a device that holds a claim certificate is the id
 * of that certificate, 64 hex digits.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html
 */
function deviceEvent(csrPem: string): object {
  return {
    certificateSigningRequest: csrPem,
    principalId: createHash('sha256').update(randomBytes(16)).digest('hex'),
    clientId: `certprov-trial-${randomBytes(4).toString('hex')}`,
  };
}

const POLICY_PAUSE_MS = 2_000;

async function invokeOnceAllowed(
  csrPem: string,
  request: TrialRequest,
  invoker: FunctionInvoker,
): Promise<InvocationResult> {
  const start = performance.now();
  for (;;) {
    const result = await invokeAwake(csrPem, request, invoker);
    const waited = (performance.now() - start) / 1000;
    if (!result.functionError || !isDenied(result.payload) || waited >= request.policySpreadSeconds) return result;
    request.onPolicyWait?.();
    await sleep(POLICY_PAUSE_MS);
  }
}

/** As long as certprov waits for a function that it makes itself. */
const WAKE_MS = 120_000;

/** What Lambda says of a function that was idle for so long that it has to be set up again: it never reached the code. */
const isWaking = (error: unknown): boolean =>
  error instanceof CertprovError &&
  ['ResourceNotReadyException', 'ResourceConflictException'].some((code) => code === error.details['awsCode']);

/**
 * The first call of an Inactive function is refused, and makes Lambda set it up again; so are those until it is Active.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
async function invokeAwake(
  csrPem: string,
  { functionArn, onWake }: TrialRequest,
  invoker: FunctionInvoker,
): Promise<InvocationResult> {
  let refusal: unknown;
  const result = await waitFor(
    async () => {
      try {
        return await invoker.invoke(functionArn, deviceEvent(csrPem));
      } catch (error) {
        if (!isWaking(error)) throw error;
        refusal = error;
        return undefined;
      }
    },
    { limitMs: WAKE_MS, onPause: () => onWake?.() },
  );
  if (!result) throw refusal;
  return result;
}

/**
 * The built-in signer names its errors; with AWS's own word in it, this one means that a policy refused the call. Only
 * one of the role itself can be on its way.
 */
const isDenied = (payload: string): boolean =>
  /"errorType":\s*"AuthorityAccessDenied"/.test(payload) &&
  payload.includes('AccessDenied', payload.indexOf('was refused')) &&
  mayPassBySpreading(payload);
