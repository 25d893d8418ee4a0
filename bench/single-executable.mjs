import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { common, root } from '../scripts/esbuild-options.mjs';
import { ratio, startTime, takeTurns } from './start-times.mjs';

const ROUNDS = 21;
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * What a single executable of certprov would take to start (ADR 25): a throw-away one of the whole program, and one of
 * nothing, beside this Node.js. It needs `postject`, from the folder that POSTJECT names: certprov does not depend on it.
 */
export async function measureSingleExecutable() {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-sea-'));
  try {
    const program = await wholeProgram();
    const cached = await executable(folder, 'cached', program, true);
    const plain = await executable(folder, 'plain', program, false);
    const nothing = await executable(folder, 'nothing', '0', false);
    const run = (file, ...args) => {
      const started = performance.now();
      const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
      return performance.now() - started;
    };
    const times = await takeTurns(ROUNDS, {
      node: () => startTime(['-e', '0']),
      nothing: () => run(nothing.file),
      cached: () => run(cached.file, '--version'),
      plain: () => run(plain.file, '--version'),
    });
    return [
      ratio('single executable of nothing : node -e 0', times.nothing, times.node, 1.3),
      ratio('its --version, compiled : node -e 0', times.cached, times.node, 1.3),
      ratio('its --version, not compiled : node -e 0', times.plain, times.node, 1.3),
      { what: 'size of it', value: statSync(plain.file).size / 2 ** 20, unit: 'MB' },
      { what: 'built twice, compiled', ...same(cached.blob, blobOf(folder, program, true)) },
      { what: 'built twice, not compiled', ...same(plain.blob, blobOf(folder, program, false)) },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const same = (one, other) => ({ unit: 'MB', note: one.equals(other) ? 'the same bytes' : 'other bytes' });

/** Start and command line in one file: `import()` of a file beside it finds none in an executable. */
async function wholeProgram() {
  const { outputFiles } = await build({
    ...common,
    stdin: { contents: "import { main } from './src/main.ts'; void main(process.argv.slice(2));", resolveDir: root },
    format: 'cjs',
    minify: true,
    define: { VERSION: '"0"', HELP_TEXT: '""', 'import.meta.url': 'IMPORT_META_URL' },
    banner: { js: "const IMPORT_META_URL=require('node:url').pathToFileURL(process.execPath).href;" },
  });
  return outputFiles[0].text;
}

/** What is put into the executable; compiled, it has V8's code cache beside the program. */
function blobOf(folder, program, useCodeCache) {
  const [main, output, config] = ['cjs', 'blob', 'json'].map((end) => join(folder, `program.${end}`));
  writeFileSync(main, program);
  writeFileSync(config, JSON.stringify({ main, output, disableExperimentalSEAWarning: true, useCodeCache }));
  execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: 'pipe' });
  return readFileSync(output);
}

async function executable(folder, name, program, useCodeCache) {
  const blob = blobOf(folder, program, useCodeCache);
  const file = join(folder, name);
  copyFileSync(process.execPath, file);
  chmodSync(file, 0o755);
  const { inject } = createRequire(join(process.env['POSTJECT'] ?? root, 'package.json'))('postject');
  await inject(file, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE });
  return { file, blob };
}
