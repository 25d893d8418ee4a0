import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installGoProgram } from '../support/install-go-program.mjs';
import { installPythonPackages } from '../support/install-python-packages.mjs';
import { runProgram } from '../support/run-program.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const ACTIONLINT = {
  name: 'actionlint',
  source: 'github.com/rhysd/actionlint/cmd/actionlint',
  module: here('programs/actionlint'),
};
/** Nothing is asked over the network; a workflow that cannot be read is an error, not a warning. */
const ZIZMOR = ['--offline', '--no-progress', '--strict-collection', '--persona', 'auditor', '--format', 'json'];

/** Both as functions from the paths of workflows to what is found in them, as `file: rule`. */
export async function installJudges(report) {
  const { path, missing: noActionlint } = await installGoProgram(ACTIONLINT, report);
  const { env, missing: noZizmor } = await installPythonPackages('zizmor', here('requirements.txt'), report);
  const missing = noActionlint ?? noZizmor;
  if (missing !== undefined) return { missing };
  return {
    actionlint: (files) => actionlint(path, files),
    zizmor: (files) => zizmor(join(env['PYTHONPATH'], 'bin', 'zizmor'), files),
  };
}

/** Without shellcheck and pyflakes, which are there on some machines only. @see https://github.com/rhysd/actionlint */
async function actionlint(program, files) {
  const args = ['-shellcheck=', '-pyflakes=', '-format', '{{json .}}', ...files];
  const found = await answerOf(program, args, [0, 1]);
  return found.map(({ filepath, line, kind, message }) => `${filepath}:${line}: ${kind}: ${message}`);
}

/** Status 11 to 14 say how grave the gravest finding is. @see https://docs.zizmor.sh/usage/#exit-codes */
async function zizmor(program, files) {
  const found = await answerOf(program, [...ZIZMOR, ...files], [0, 11, 12, 13, 14]);
  return found.map(({ ident, desc, locations }) => `${nameOf(locations[0])}: ${ident}: ${desc}`);
}

const nameOf = ({ symbolic }) => symbolic.key?.Local?.given_path ?? 'a workflow';

async function answerOf(program, args, expected) {
  const { exitCode, stdout, stderr } = await runProgram(program, args);
  if (!expected.includes(exitCode)) throw new Error(`${program} ended with ${exitCode}: ${stderr || stdout}`);
  return JSON.parse(stdout);
}
