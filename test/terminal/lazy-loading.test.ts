import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ENTRIES = ['terminal-output', 'create-prompter', 'show-error', 'banner', 'table', 'style'];

async function bundled(): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: ENTRIES.map((name) => fileURLToPath(new URL(`../../src/terminal/${name}.ts`, import.meta.url))),
    outdir: 'unused',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
  });
  return metafile;
}

/** Packages in a chunk and in all that it loads at once with it. */
function packagesLoadedWith(outputs: Metafile['outputs'], chunk: string, seen = new Set<string>()): string[] {
  if (seen.has(chunk)) return [];
  seen.add(chunk);
  const { inputs = {}, imports = [] } = outputs[chunk] ?? {};
  const own = Object.keys(inputs).filter((file) => file.includes('node_modules'));
  const others = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
  return [...own, ...others.flatMap(({ path }) => packagesLoadedWith(outputs, path, seen))];
}

describe('the modules that commands import', () => {
  it('load no package before the first question, spinner or colour', async () => {
    const metafile = await bundled();
    const chunks = Object.entries(metafile.outputs).filter(([, { entryPoint }]) =>
      ENTRIES.some(
        (name) => entryPoint?.endsWith(`/src/terminal/${name}.ts`) || entryPoint === `src/terminal/${name}.ts`,
      ),
    );
    expect(chunks).toHaveLength(ENTRIES.length);
    for (const [chunk] of chunks) expect(packagesLoadedWith(metafile.outputs, chunk)).toEqual([]);
    // The packages are there, behind dynamic imports: the test would see them.
    const all = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    for (const name of ['chalk', 'ora', '@inquirer/core', '@inquirer/input'])
      expect(all.some((file) => file.includes(`node_modules/${name}/`))).toBe(true);
    // Of Inquirer's prompts only the one in use is taken along.
    expect(all.filter((file) => file.includes('@inquirer/editor'))).toEqual([]);
  });
});
