import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';
import { common } from './esbuild-options.mjs';

/** Commands are loaded when they run, which they do not here. */
const withoutCommands = {
  name: 'without-commands',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
};

/** What the program answers to `--help`, from the same declarations that it parses its arguments by. */
export async function buildHelpText() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/cli/help-text.ts'],
    format: 'cjs',
    plugins: [withoutCommands],
  });
  const module = { exports: {} };
  compileFunction(outputFiles[0].text, ['module', 'require'])(module, createRequire(import.meta.url));
  return module.exports.helpText();
}
