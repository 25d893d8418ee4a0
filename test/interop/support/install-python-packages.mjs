import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { installBy } from './install-by.mjs';
import { installOnce } from './install-once.mjs';
import { toolChain } from './tool-chain.mjs';

/** What the pinned releases ask for. */
const OLDEST_PYTHON = [3, 10];
const PINNED = ['--no-deps', '--only-binary', ':all:', '--require-hashes'];

/**
 * `env`: what makes `python3` see the packages that a file of requirements pins, each with its hash and as a wheel, so
 * that none of them runs anything when it is installed; `missing` says why there are none.
 */
export async function installPythonPackages(name, requirements, report) {
  const { version, missing } = await toolChain('python3', ['--version'], OLDEST_PYTHON);
  if (missing) return { missing };
  const parts = [version, process.platform, process.arch, readFileSync(requirements)];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\n');
  try {
    const folder = await installOnce(`${name}-${hash.digest('hex').slice(0, 12)}`, async (draft) => {
      report(`installing ${name}\n`);
      const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1' };
      const place = ['--quiet', '--target', draft, '--requirement', requirements];
      await installBy('python3', ['-m', 'pip', 'install', ...PINNED, ...place], { env });
    });
    return { env: { PATH: process.env['PATH'], PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' } };
  } catch (error) {
    return { missing: `${name} cannot be installed here: ${error.message.split('\n').at(-1)}` };
  }
}
