import { judgeCsr } from '../../checks/trial/judge-csr.ts';
import type { CsrIssuer } from '../../checks/trial/rules/csr-readable.ts';
import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import { inFolder, isSomethingElse } from './csr-folder.ts';
import { trialCsr, type TrialCsr } from './trial-csr.ts';

export interface DeviceCsrFlags {
  /** Each a file, a folder of them, or `-` for standard input. */
  readonly csr?: readonly string[] | undefined;
  readonly keyType?: string | undefined;
}

/** Every one is signed, and a CA bills it. */
const MOST_CSRS = 20;

/** Those that were named, in that order, each once however often it lies there; `known` are given already. */
export async function deviceCsrs(
  { csr: paths = [], keyType }: DeviceCsrFlags,
  known: readonly TrialCsr[] = [],
): Promise<readonly TrialCsr[]> {
  if (paths.length > 0 && keyType !== undefined)
    throw usageInvalid('--key-type goes without --csr: it is for the CSR that certprov makes');
  if (paths.filter((path) => path === '-').length > 1)
    throw usageInvalid('--csr - reads standard input, which is one CSR');
  const csrs = new Map(known.map((csr) => [requestOf(csr), csr]));
  for (const path of paths) {
    for (const csr of await csrsOf(path)) {
      if (!csrs.has(requestOf(csr))) csrs.set(requestOf(csr), csr);
    }
  }
  if (csrs.size > MOST_CSRS)
    throw usageInvalid(
      `--csr names ${csrs.size} CSRs, and each of them is signed: at most ${MOST_CSRS} are tried`,
      'one of each model of device is enough',
    );
  return [...csrs.values()].slice(known.length);
}

const requestOf = ({ input, read }: TrialCsr): string => (read.request?.der ?? input).toString('base64');

async function csrsOf(path: string): Promise<readonly TrialCsr[]> {
  const files = await inFolder(path);
  if (files === undefined) return [await trialCsr({ csr: path })];
  const csrs: TrialCsr[] = [];
  for (const file of files) {
    const csr = await trialCsr({ csr: file });
    if (!isSomethingElse(file, csr.input)) csrs.push(csr);
  }
  if (csrs.length === 0)
    throw usageInvalid(`there is no CSR in the folder ${path}`, 'their names end with .csr, .req, .p10, .pem or .der');
  return csrs;
}

/** Turned away before anything is prepared; `issuer` as far as it is known by then. All of them are named. */
export function assertUsable(csrs: readonly TrialCsr[], issuer: CsrIssuer): void {
  const refused = csrs.flatMap((csr) => {
    const failed = judgeCsr(csr.input, issuer, csr.read).find((check) => !check.passed);
    return failed ? [{ csr, failed }] : [];
  });
  const [first] = refused;
  if (!first) return;
  const why = refused.map(({ csr, failed }) => `${csr.origin} cannot be used for the trial signing: ${failed.summary}`);
  throw new CertprovError('CSR_REFUSED', why.join('; and '), {
    fix: first.failed.fix,
    exitCode: EXIT.blocked,
    details: { check: first.failed.code, refusedCsrs: refused.map(({ csr }) => csr.origin) },
  });
}
