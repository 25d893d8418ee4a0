// Builds everything `npx certprov` needs into dist/: the program (one bundle, split so that a command loads only its
// own part) and the assets (signer bundles, the sandbox's Lambda runtime and its seeded functions).
// Without arguments all of it; `node scripts/build.mjs signer runtime` only those parts.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { buildProgram } from './build-program.mjs';
import { buildSigner } from './build-signer.mjs';
import { common, root } from './esbuild-options.mjs';

const dist = join(root, 'dist');

/** Each part gives its files by their path in dist/. */
const parts = {
  program: buildProgram,

  async runtime() {
    const entryPoints = ['src/sandbox/lambda-runtime/bootstrap.ts'];
    const { outputFiles, metafile } = await build({
      ...common,
      entryPoints,
      outfile: 'dist/assets/lambda-runtime/bootstrap.mjs',
      metafile: true,
    });
    return {
      'assets/lambda-runtime/bootstrap.mjs': outputFiles[0].contents,
      'meta/runtime.json': JSON.stringify(metafile),
    };
  },

  async seed() {
    const folder = join(root, 'src', 'sandbox', 'seed', 'functions');
    const names = await readdir(folder);
    const files = names.map(async (name) => [`assets/seed-functions/${name}`, await readFile(join(folder, name))]);
    return Object.fromEntries(await Promise.all(files));
  },

  /** A signer per kind of CA, so that each carries only what its CA needs. */
  async signer() {
    const entries = await readdir(join(root, 'src', 'signer', 'entries'));
    return Object.assign({}, ...(await Promise.all(entries.map((name) => buildSigner(name.replace(/\.ts$/, ''))))));
  },
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

const names = chosen.length > 0 ? chosen : Object.keys(parts);
const files = Object.assign({}, ...(await Promise.all(names.map((name) => parts[name]()))));

if (chosen.length === 0) await rm(dist, { recursive: true, force: true });
for (const [name, contents] of Object.entries(files)) {
  const path = join(dist, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
