import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { packageRoot } from '../src/local/package-root.ts';

const BIN = join(packageRoot(), 'bin', 'certprov.js');

/** The program, told that it runs on another Node.js; the real ones are tried by scripts/check-old-node.mjs. */
async function onNode(version: string, ...args: string[]) {
  const preload = join(inject('scratch'), `node-${version}.cjs`);
  writeFileSync(preload, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
  const program = join(inject('installed'), 'bin', 'certprov.js');
  return promisify(execFile)(process.execPath, ['--require', preload, program, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

describe('a Node.js that is too old', () => {
  it.each(['0.10.48', '6.17.1', '12.22.12', '18.20.8', '20.18.3', '21.7.3', '22.0.0', '22.1.0'])(
    '%s is told which one is needed, in one sentence, before anything is loaded',
    async (version) => {
      const { code, stdout, stderr } = await onNode(version, 'status', '--sandbox');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^certprov needs Node\.js 20\.19 or newer.*; this is [\d.]+\n$/);
      expect(stderr).toContain(`this is ${version}\n`);
    },
  );

  it('is a document too, where one was asked for', async () => {
    const { code, stdout } = await onNode('18.20.8', 'status', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      certprov: 1,
      error: {
        code: 'NODE_UNSUPPORTED',
        message: 'certprov needs Node.js 20.19 or newer; this is 18.20.8',
        exitCode: 1,
      },
    });
  });

  it.each(['20.19.0', '22.2.0', '23.0.0', '24.11.1', '100.0.0'])('is not %s', async (version) => {
    expect(await onNode(version, '--version')).toMatchObject({ code: 0, stderr: '' });
  });

  it('is the one that package.json rules out', () => {
    const { engines } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    expect(engines.node).toBe('>=20.19 <21 || >=22.2');
  });

  it('can read the sentence: the start has no syntax that is younger than ES5', async () => {
    const source = readFileSync(BIN, 'utf8');
    await expect(transform(source, { target: 'es5' })).resolves.toMatchObject({ warnings: [] });
    await expect(transform('const x = 1;', { target: 'es5' })).rejects.toThrow('es5');
  });
});
