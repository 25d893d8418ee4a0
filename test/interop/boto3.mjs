import { fileURLToPath } from 'node:url';
import { runProgram } from './support/run-program.mjs';
import { serveAccount } from './support/served-account.mjs';

const MODELS = fileURLToPath(new URL('../../scripts/sandbox-models.mjs', import.meta.url));
const SUITE = fileURLToPath(new URL('python/suite.py', import.meta.url));

/** Python programs meet the sandbox in this way; the scenarios are in `python/`. */
export async function runBoto3(scenarios, { executable, python }) {
  await scenarios.run('what the sandbox holds requests to is what these models of AWS say', async () => {
    const where = 'import botocore, os; print(os.path.dirname(botocore.__file__))';
    const { stdout: folder } = await runProgram(python, ['-c', where]);
    const { exitCode, stderr } = await runProgram(process.execPath, [MODELS, folder.trim(), '--check']);
    if (exitCode !== 0) throw new Error(stderr);
  });
  const account = await serveAccount(executable);
  try {
    const { exitCode, stdout, stderr } = await runProgram(python, [SUITE], { env: account.env });
    const results = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    for (const { claim, outcome, reason, tookMs } of results) {
      if (outcome === 'ok') scenarios.pass(claim, tookMs);
      else scenarios.fail(claim, reason, tookMs);
    }
    if (exitCode !== 0 && scenarios.failed === 0) throw new Error(`the tests ended with ${exitCode}: ${stderr}`);
    if (results.length === 0) throw new Error('there are no tests');
  } finally {
    await account.close();
  }
}
