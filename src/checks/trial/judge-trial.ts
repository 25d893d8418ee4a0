import type { Certificate } from '../../csr/certificate.ts';
import { checkAnswerInTime } from './rules/answer-in-time.ts';
import { checkAnswerShape } from './rules/answer-shape.ts';
import { readIssuer } from './rules/issued-by-linked-ca.ts';
import { judgeCertificate, type CertificateSurroundings } from './judge-certificate.ts';
import { readAndJudge } from './judge-csr.ts';
import { checkRunsDiffer, type JudgedRun } from './rules/runs-differ.ts';
import type { TrialCheck } from './trial-check.ts';
import type { TrialEvidence, TrialRun, TrialTimings } from './trial-evidence.ts';

export type { Handshake } from './handshake.ts';
export type { TrialEvidence, TrialRun, TrialTimings } from './trial-evidence.ts';

export interface TrialVerdict {
  readonly verdict: 'pass' | 'fail';
  /** In the order of the signing; of several runs the worst outcome of each rule. */
  readonly checks: readonly TrialCheck[];
  readonly timings: TrialTimings;
  /** What was issued, run by run; it exists whatever the verdict. */
  readonly certificates: readonly Certificate[];
}

/** Judges what a function answered to one CSR as AWS IoT and a device will; strict where AWS is silent. Pure. */
export function judgeTrial(evidence: TrialEvidence): TrialVerdict {
  const { csrInput, csr = readAndJudge(csrInput), knownEnd, now } = evidence;
  const time = checkAnswerInTime(evidence.runs, evidence.limitMs);
  const issuer = readIssuer(evidence.issuerPem, evidence.issuerName);
  const judged = evidence.runs.map((run) => judgeRun(run, { request: csr.request, issuer, knownEnd, now }));
  const checks = [
    ...csr.checks,
    time.check,
    ...worstOfRuns(judged),
    ...(judged.length > 1 ? [checkRunsDiffer(judged)] : []),
  ];
  return {
    // Without a run there is nothing that could have passed.
    verdict: judged.length > 0 && checks.every(({ passed }) => passed) ? 'pass' : 'fail',
    checks,
    timings: time.timings,
    certificates: judged.flatMap(({ certificate }) => certificate ?? []),
  };
}

function judgeRun(run: TrialRun, surroundings: Omit<CertificateSurroundings, 'handshake'>): JudgedRun {
  const answer = checkAnswerShape(run);
  if (answer.certificatePem === undefined) return { checks: [answer.check], certificate: undefined };
  const judged = judgeCertificate(answer.certificatePem, { ...surroundings, handshake: run.handshake });
  return { checks: [answer.check, ...judged.checks], certificate: judged.certificate };
}

const RANK = { ok: 0, note: 1, fail: 2 } as const;

/** One line per rule; when a later run did worse than the first, its line stands there and says which run it was. */
function worstOfRuns(runs: readonly JudgedRun[]): readonly TrialCheck[] {
  const worst = new Map<string, TrialCheck>();
  for (const [index, { checks }] of runs.entries()) {
    for (const check of checks) {
      const known = worst.get(check.code);
      if (known && RANK[known.severity] >= RANK[check.severity]) continue;
      worst.set(check.code, index === 0 ? check : { ...check, summary: `run ${index + 1}: ${check.summary}` });
    }
  }
  return [...worst.values()];
}
