import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installBy } from '../support/install-by.mjs';
import { installOnce } from '../support/install-once.mjs';
import { toolChain } from '../support/tool-chain.mjs';

const PACKAGES = ['libmbedtls-dev', 'libwolfssl-dev', 'libssl-dev', 'gnutls-bin', 'libnss3-tools', 'botan'];
const OLDEST_APT = [2, 0];
/** A dozen megabytes: who has no such line does without. */
const PATIENCE_MS = 60_000;

/**
 * The libraries and tools of the distribution, unpacked beside it instead of installed, with all that they need and that
 * is not there: nothing of the machine is changed, and nobody has to be root. `missing` says why there are none.
 */
export async function unpackDebianPackages(report) {
  const { version, missing } = await toolChain('apt-get', ['--version'], OLDEST_APT);
  if (missing) return { missing };
  const bounded = { patienceMs: PATIENCE_MS, attempts: 1 };
  try {
    const install = ['install', '--print-uris', '-qq', '--no-install-recommends', ...PACKAGES];
    const files = (await installBy('apt-get', install, bounded)).trim().split('\n');
    const names = files.filter((line) => line !== '').map((line) => line.split(' ')[1]);
    const key = createHash('sha256').update(version).update(names.join('\n')).digest('hex').slice(0, 12);
    const folder = await installOnce(`device-libraries-${key}`, async (draft) => {
      report('unpacking libraries that devices use\n');
      const options = { ...bounded, cwd: draft };
      await installBy('apt-get', ['download', '-qq', ...names.map((name) => name.split('_')[0])], options);
      for (const archive of readdirSync(draft).filter((name) => name.endsWith('.deb')))
        await installBy('dpkg-deb', ['-x', archive, '.'], options);
    });
    return toolsIn(folder);
  } catch (error) {
    return { missing: `apt-get brings no ${PACKAGES.join(', ')}: ${error.message.split('\n').at(-1)}` };
  }
}

/** Where a program is, and what compiles against the libraries. */
function toolsIn(folder) {
  const usr = join(folder, 'usr');
  const libraries = existsSync(join(usr, 'lib'))
    ? readdirSync(join(usr, 'lib'))
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join(usr, 'lib', name))
    : [];
  return {
    env: { PATH: `${join(usr, 'bin')}:${process.env['PATH']}`, LD_LIBRARY_PATH: libraries.join(':'), LANG: 'C.UTF-8' },
    flags: [`-I${join(usr, 'include')}`, ...includesOf(usr), ...libraries.flatMap((path) => [`-L${path}`])],
  };
}

/** What differs by machine, `opensslconf.h` among it, has a folder of its own. */
function includesOf(usr) {
  const folder = join(usr, 'include');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => `-I${join(folder, name)}`);
}
