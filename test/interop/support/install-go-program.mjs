import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installBy } from './install-by.mjs';
import { installOnce } from './install-once.mjs';
import { toolChain } from './tool-chain.mjs';

const PROGRAMS = fileURLToPath(new URL('../authorities/programs', import.meta.url));
/** What the modules of `programs/` ask for. */
const OLDEST_GO = [1, 25];
/** Without optimizations, which are a third of the build, and which nobody notices in these servers. */
const FLAGS = ['-mod=readonly', '-trimpath', '-p', '2', '-gcflags=all=-N -l', '-ldflags=-s -w'];

/** `path`: a program built from the module that a folder pins, with every hash; `missing` says why there is none. */
export async function installGoProgram({ name, source, tags = [], module = join(PROGRAMS, name) }, report) {
  const { version, missing } = await toolChain('go', ['version'], OLDEST_GO);
  if (missing) return { missing };
  const flags = [...FLAGS, `-tags=${tags.join(',')}`];
  const folder = await installOnce(`${name}-${keyOf(module, version, source, ...flags)}`, async (draft) => {
    report(`building ${name}\n`);
    const start = performance.now();
    const options = { cwd: module, env: { CGO_ENABLED: '0', GOWORK: 'off' } };
    await installBy('go', ['build', ...flags, '-o', join(draft, name), source], options);
    report(`built ${name} in ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  });
  return { path: join(folder, name) };
}

function keyOf(module, ...parts) {
  const hash = createHash('sha256').update(parts.join('\n'));
  for (const name of ['go.mod', 'go.sum', 'main.go']) {
    const path = join(module, name);
    if (existsSync(path)) hash.update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 12);
}
