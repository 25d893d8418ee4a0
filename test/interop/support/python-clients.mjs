import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installBy } from './install-by.mjs';
import { toolChain } from './tool-chain.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('../requirements.txt', import.meta.url));
/** What the pinned releases ask for. */
const OLDEST_PYTHON = [3, 10];

/** The AWS CLI and boto3 in a virtual environment of their own, made once; `missing` says why there is none. */
export async function installPythonClients(report) {
  const { version, missing } = await toolChain('python3', ['--version'], OLDEST_PYTHON);
  if (missing) return { missing };
  const key = createHash('sha256').update(version).update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(ROOT, '.cache', 'interop', `python-${key}`);
  const python = join(folder, 'bin', 'python');
  // Written last, so that an installation that was cut short is made again.
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    report(`installing the AWS CLI and boto3 into ${folder}\n`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1' };
    await installBy('python3', ['-m', 'venv', folder], { env });
    await installBy(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', REQUIREMENTS], { env });
    await installBy(python, ['-m', 'pip', 'check'], { env });
    writeFileSync(complete, `${version}\n`);
  }
  return { python, aws: join(folder, 'bin', 'aws') };
}
