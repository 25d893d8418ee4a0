import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, it } from 'vitest';
import { packageRoot } from '../src/local/package-root.ts';
import { openTerminal } from './support/pty.ts';

const certprov = () => join(inject('installed'), 'bin', 'certprov.js');

async function run(...args: string[]) {
  const child = spawn(process.execPath, [certprov(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, stdout, stderr };
}

it.each([['--help'], ['-h'], []])('answers %s as the command line does that it did not load', async (...args) => {
  const answer = await run(...args);
  // Commander answers where there is more than one word.
  expect(answer).toEqual(await run('--help', '--help'));
  expect(answer.stdout).toContain('Exit codes: 0 done');
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
});

it.each(['--version', '-V'])('answers %s with the version of the package', async (word) => {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  expect(await run(word)).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  expect(await run(word, word)).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

it('loads nothing else before it knows what is asked', () => {
  const meta = JSON.parse(readFileSync(join(packageRoot(), 'dist', 'meta', 'main.json'), 'utf8')) as {
    outputs: Record<string, { inputs: object; imports: { path: string; kind: string; external?: boolean }[] }>;
  };
  const atOnce = new Set(['dist/main.cjs']);
  for (const name of atOnce) {
    for (const { path, kind, external } of meta.outputs[name]!.imports) {
      if (kind === 'import-statement' && !external) atOnce.add(path);
    }
  }
  const inputs = [...atOnce].flatMap((name) => Object.keys(meta.outputs[name]!.inputs));
  expect(inputs).toContain('src/main.ts');
  expect(
    inputs.filter((input) => !['src/main.ts', 'src/cli/help-columns.ts', 'src/local/program-name.ts'].includes(input)),
  ).toEqual([]);
  const imported = meta.outputs['dist/main.cjs']!.imports;
  expect(imported.filter(({ path }) => !path.startsWith('node:'))).toMatchObject([
    { path: './command-line.js', kind: 'dynamic-import' },
  ]);
});

it.each([
  [60, 60],
  [80, 80],
  [160, 80],
])('lays help out on a terminal with %i columns for %i', async (columns, width) => {
  const terminal = await openTerminal({ command: process.execPath, args: [certprov(), '--help'], columns, rows: 60 });
  try {
    expect((await terminal.exited).exitCode).toBe(0);
    const lengths = terminal.screen().map((line) => line.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(width);
    expect(Math.max(...lengths)).toBeGreaterThan(width - 12);
  } finally {
    await terminal[Symbol.asyncDispose]();
  }
});

it.each(['--help', '--version'])('ends well when nobody reads the answer to %s', async (word) => {
  const child = spawn(process.execPath, [certprov(), word], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const [[exitCode], stderr] = await Promise.all([once(child, 'close') as Promise<[number]>, text(child.stderr)]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
