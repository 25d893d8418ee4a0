import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeCsr } from '../../checks/trial/judge-csr.ts';
import type { CsrIssuer } from '../../checks/trial/rules/csr-readable.ts';
import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import { trialCsr, type TrialCsr } from './trial-csr.ts';

export interface DeviceCsrFlags {
  /** Each a file, a folder of them, or `-` for standard input. */
  readonly csr?: readonly string[] | undefined;
  readonly keyType?: string | undefined;
}

/** Every one is signed, and a CA bills it. */
const MOST_CSRS = 20;

/** Those that were named, in that order, each once however often it lies there. */
export async function deviceCsrs({ csr: paths = [], keyType }: DeviceCsrFlags): Promise<readonly TrialCsr[]> {
  if (paths.length > 0 && keyType !== undefined)
    throw usageInvalid('--key-type goes without --csr: it is for the CSR that certprov makes');
  if (paths.filter((path) => path === '-').length > 1)
    throw usageInvalid('--csr - reads standard input, which is one CSR');
  const files = (await Promise.all(paths.map(filesOf))).flat();
  if (files.length > MOST_CSRS)
    throw usageInvalid(
      `--csr names ${files.length} files, and each of them is signed: at most ${MOST_CSRS} are tried`,
      'one of each model of device is enough',
    );
  const known = new Map<string, TrialCsr>();
  for (const path of files) {
    const one = await trialCsr({ csr: path });
    const name = (one.read.request?.der ?? one.input).toString('base64');
    if (!known.has(name)) known.set(name, one);
  }
  return [...known.values()];
}

/** As a folder of CSRs is kept; whatever else lies there (keys, certificates of other endings) is passed over. */
const ENDINGS = /\.(csr|req|p10|pem|der)$/i;

async function filesOf(path: string): Promise<readonly string[]> {
  const isFolder = path !== '-' && (await stat(path).catch(() => undefined))?.isDirectory();
  if (!isFolder) return [path];
  const names = (await readdir(path)).filter((name) => ENDINGS.test(name) && !name.startsWith('.'));
  if (names.length === 0)
    throw usageInvalid(`there is no CSR in the folder ${path}`, 'their names end with .csr, .req, .p10, .pem or .der');
  return names.toSorted().map((name) => join(path, name));
}

/** Turned away before anything is prepared; `issuer` as far as it is known by then. */
export function assertUsable(csrs: readonly TrialCsr[], issuer: CsrIssuer): void {
  for (const { input, origin, read } of csrs) {
    const failed = judgeCsr(input, issuer, read).find((check) => !check.passed);
    if (!failed) continue;
    throw new CertprovError('CSR_REFUSED', `${origin} cannot be used for the trial signing: ${failed.summary}`, {
      fix: failed.fix,
      exitCode: EXIT.blocked,
      details: { check: failed.code },
    });
  }
}
