import { fileURLToPath } from 'node:url';
import { installGoProgram } from '../support/install-go-program.mjs';
import { installPythonPackages } from '../support/install-python-packages.mjs';
import { outputOf } from '../support/run-program.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const ZLINT = { name: 'zlint', source: 'github.com/zmap/zlint/v3/cmd/zlint', module: here('programs/zlint') };
/** What is about X.509 itself. The other sources are about web servers, mail and their public CAs. */
const SOURCES = 'RFC3279,RFC5280,RFC5480,RFC5891,RFC8813,Community';
const ZLINT_BAD = ['warn', 'error', 'fatal'];
const PKILINT_BAD = { WARNING: 'warn', ERROR: 'error', FATAL: 'fatal' };
const PATIENCE_MS = 240_000;

/**
 * Both as functions from the paths of PEM files to what is found in each, as `error e_rule`. `missing` says why one of
 * them is not here. Each reads all the files in one process, as its start takes longer than what it does with one.
 */
export async function installLinters(report) {
  const { path, missing: noZlint } = await installGoProgram(ZLINT, report);
  const { env, missing: noPkilint } = await installPythonPackages('pkilint', here('requirements.txt'), report);
  const missing = noZlint ?? noPkilint;
  return missing === undefined
    ? { zlint: (files) => zlint(path, files), pkilint: (files) => pkilint(env, files) }
    : { missing };
}

async function zlint(program, files) {
  const lines = linesOf(await outputOf(program, ['-includeSources', SOURCES, ...files], { patienceMs: PATIENCE_MS }));
  return lines.map((line) =>
    Object.entries(JSON.parse(line))
      .filter(([, { result }]) => ZLINT_BAD.includes(result))
      .map(([rule, { result }]) => `${result} ${rule}`),
  );
}

async function pkilint(env, files) {
  const input = files.map((file) => `${file}\n`).join('');
  const [, ...lines] = linesOf(await outputOf('python3', [here('lint.py')], { env, input, patienceMs: PATIENCE_MS }));
  return lines.map((line) =>
    JSON.parse(line).flatMap(({ severity, code }) =>
      severity in PKILINT_BAD ? [`${PKILINT_BAD[severity]} ${code}`] : [],
    ),
  );
}

const linesOf = (text) => text.trim().split('\n');
