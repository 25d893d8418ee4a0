import type { Certificate } from '../../../csr/certificate.ts';
import { trialRule, type TrialCheck } from '../trial-check.ts';

const rule = trialRule('RUNS_DIFFER', 'every run alike');

export interface JudgedRun {
  readonly checks: readonly TrialCheck[];
  readonly certificate: Certificate | undefined;
}

/**
 * A signer that is right only sometimes is wrong. The same certificate twice is a conflict for AWS IoT, which registers
 * every one that it gets. @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html
 */
export function checkRunsDiffer(runs: readonly JudgedRun[]): TrialCheck {
  const certificates = runs.flatMap(({ certificate }, index) => (certificate ? [{ certificate, run: index + 1 }] : []));
  for (const [index, later] of certificates.entries()) {
    const earlier = certificates
      .slice(0, index)
      .find(({ certificate }) => isSameSerial(certificate, later.certificate));
    if (!earlier) continue;
    const same = earlier.certificate.der.equals(later.certificate.der);
    return rule.fail(
      `runs ${earlier.run} and ${later.run} got ${same ? 'the same certificate, and AWS IoT registers none twice' : 'two certificates with the same serial number'}`,
      'make the CA issue anew for every call: no fixed IdempotencyToken, no cache, no fixed serial number',
    );
  }
  const failures = runs.map(({ checks }) =>
    checks
      .filter(({ passed }) => !passed)
      .map(({ code }) => code)
      .join(', '),
  );
  const other = failures.findIndex((failed) => failed !== failures[0]);
  if (other > 0) {
    return rule.fail(
      `run 1 ${outcome(failures[0])}, run ${other + 1} ${outcome(failures[other])}`,
      'look at what differs between the calls: state kept between them, a second CA, a slow start',
    );
  }
  return rule.ok(
    failures[0]
      ? `all ${runs.length} runs fail in the same way`
      : `${runs.length} runs, ${certificates.length} different certificates`,
  );
}

const outcome = (failed: string | undefined): string => (failed ? `fails ${failed}` : 'passes');

const isSameSerial = (a: Certificate, b: Certificate): boolean =>
  a.issuer.der.equals(b.issuer.der) && a.serialDer.equals(b.serialDer);
