import { judgeCsr } from '../src/checks/trial/judge-csr.ts';
import { judgeTrial } from '../src/checks/trial/judge-trial.ts';
import { readVectors, vectorFile, VECTORS, VECTORS_NOW, type Vector } from '../test/vectors/read-vectors.ts';

export { readVectors, VECTORS, VECTORS_NOW };

export type Verdict = 'refused' | 'warned' | 'passed';

/** Said of any good certificate: it is advice, and no remark about this one. */
const ALWAYS_SAID = ['WILL_EXPIRE'];

/** What `dry-run` says of an answer, or of a request, without a function in between. */
export function certprovVerdict({ kind, file, csr, ca }: Vector): Verdict {
  const checks =
    kind === 'csr'
      ? judgeCsr(vectorFile(file), { refusesNobody: true })
      : judgeTrial({
          csrInput: vectorFile(csr),
          runs: [
            {
              payload: JSON.stringify({ certificatePem: vectorFile(file).toString('utf8') }),
              functionError: undefined,
              logTail: '',
              elapsedMs: 10,
            },
          ],
          issuerPem: ca === undefined ? undefined : vectorFile(ca).toString('utf8'),
          issuerName: undefined,
          now: VECTORS_NOW,
          limitMs: 5_000,
        }).checks;
  if (checks.some(({ passed }) => !passed)) return 'refused';
  return checks.some(({ code, severity }) => severity === 'note' && !ALWAYS_SAID.includes(code)) ? 'warned' : 'passed';
}
