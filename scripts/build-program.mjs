import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { buildHelpText } from './build-help-text.mjs';
import { common, root } from './esbuild-options.mjs';
import { readManifests } from './read-manifests.mjs';
import { sbom } from './sbom.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

const outdir = join(root, 'dist');

// Dependencies written as CommonJS call require() for Node's own modules.
const requireBanner = { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" };

/** The start stays one small file: what the command line shares with its commands does not go into it. */
const commandLineApart = {
  name: 'command-line-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/cli\/command-line\.ts$/ }, () => ({ path: './command-line.js', external: true })),
};

/** The program as files of dist/: its start, which knows the short answers, and the command line, split by command. */
export async function buildProgram() {
  const { manifest, lock } = await readManifests(root);
  const options = { ...common, outdir, minify: true, metafile: true };
  const start = await build({
    ...options,
    entryPoints: { main: 'src/main.ts' },
    // Loaded with require(): the program starts faster than as a module.
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [commandLineApart],
    define: { VERSION: JSON.stringify(manifest.version), HELP_TEXT: JSON.stringify(await buildHelpText()) },
  });
  const rest = await build({
    ...options,
    entryPoints: {
      'command-line': 'src/cli/command-line.ts',
      // What other projects import: `certprov/sandbox`.
      sandbox: 'src/sandbox/start-account.ts',
      'sandbox-serving': 'src/sandbox/serving.ts',
    },
    splitting: true,
    keepNames: true,
    banner: requireBanner,
    chunkNames: 'chunks/[name]-[hash]',
  });
  const files = [start, rest].flatMap(({ outputFiles }) =>
    outputFiles.map(({ path, contents }) => [relative(outdir, path), contents]),
  );
  const metafile = {
    inputs: { ...start.metafile.inputs, ...rest.metafile.inputs },
    outputs: { ...start.metafile.outputs, ...rest.metafile.outputs },
  };
  return {
    ...Object.fromEntries(files),
    'sandbox.d.ts': await readFile(join(root, 'src', 'sandbox', 'exported', 'sandbox.d.ts')),
    'sandbox-serving.d.ts': await readFile(join(root, 'src', 'sandbox', 'exported', 'serving.d.ts')),
    'THIRD_PARTY_NOTICES.txt': await thirdPartyNotices(metafile, root),
    'sbom/certprov.cdx.json': sbom(manifest, metafile, lock),
    'meta/main.json': JSON.stringify(metafile),
  };
}
