import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionInvoker, InvocationResult } from '../aws/ports.ts';
import type { CsrIssuer } from '../checks/trial/csr-readable.ts';
import { judgeCsr } from '../checks/trial/judge-csr.ts';
import { judgeTrial, type TrialVerdict } from '../checks/trial/judge-trial.ts';
import { LIMIT_SECONDS } from '../checks/function-usable.ts';
import { parseCertificationRequest } from '../csr/certification-request.ts';
import type { IssuerCertificate } from '../issuer-certificate.ts';

export interface TrialRequest {
  readonly csrInput: Buffer;
  readonly functionArn: string;
  /** Certificate of the linked CA; undefined when nobody said which it is. */
  readonly issuer: IssuerCertificate | undefined;
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
}

export interface TrialOutcome extends TrialVerdict {
  /** False when the CSR alone already failed: nothing was invoked, nothing issued. */
  readonly invoked: boolean;
}

const LIMIT_MS = LIMIT_SECONDS * 1000;

/** The outcome when the CSR alone fails already; undefined when it may go to the function. */
export function refusedCsr(csrInput: Buffer, issuer?: CsrIssuer): TrialOutcome | undefined {
  const checks = judgeCsr(csrInput, issuer);
  if (checks.every((check) => check.passed)) return undefined;
  const timings = { coldMs: null, warmMs: null, limitMs: LIMIT_MS, marginMs: null, authorityMs: null };
  return { verdict: 'fail', checks, timings, certificates: [], invoked: false };
}

/** Invokes the function with exactly the event that AWS IoT sends, and judges what comes back. */
export async function runTrial(request: TrialRequest, invoker: FunctionInvoker): Promise<TrialOutcome> {
  const { csrInput, issuer, now } = request;
  const refused = refusedCsr(csrInput);
  if (refused) return refused;
  const csrPem = parseCertificationRequest(csrInput).pem;
  const results: InvocationResult[] = [];
  for (let run = 1; run <= request.runs; run += 1) {
    request.onRun?.(run);
    results.push(await invokeOnceAllowed(csrPem, request, invoker));
  }
  const verdict = judgeTrial({
    csrInput,
    runs: results,
    issuerPem: issuer?.pem,
    issuerName: issuer?.displayName,
    now: now(),
    limitMs: LIMIT_MS,
  });
  return { ...verdict, invoked: true };
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
    const result = await invoker.invoke(request.functionArn, deviceEvent(csrPem));
    const waited = (performance.now() - start) / 1000;
    if (!result.functionError || !isDenied(result.payload) || waited >= request.policySpreadSeconds) return result;
    request.onPolicyWait?.();
    await sleep(POLICY_PAUSE_MS);
  }
}

/** The built-in signer names its errors; with AWS's own word in it, this one means that IAM refused the call. */
const isDenied = (payload: string): boolean =>
  /"errorType":\s*"AuthorityAccessDenied"/.test(payload) &&
  payload.includes('AccessDenied', payload.indexOf('was refused'));
