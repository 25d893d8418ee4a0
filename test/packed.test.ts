import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { deadLinks, packProblems } from '../scripts/pack-problems.mjs';
import { packageRoot } from '../src/local/package-root.ts';

const onWindows = process.platform === 'win32';
/** npm's own script for this Node.js: `npm` itself is a batch file on Windows, and takes no blank from here. */
const npm = (args: readonly string[], cwd: string): string =>
  execFileSync(
    onWindows ? process.execPath : 'npm',
    onWindows ? [join(process.execPath, '..', 'node_modules', 'npm', 'bin', 'npm-cli.js'), ...args] : [...args],
    { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );

describe('the package that npm packs, in a prefix with a blank in its name', () => {
  const folder = () => join(inject('scratch'), 'a packed one');
  const prefix = () => join(folder(), 'prefix of mine');
  const env = () => ({ ...process.env, CERTPROV_HOME: join(folder(), 'state of mine'), NO_COLOR: '1' });

  /** By the program that npm links, as a person calls it; on Windows that is a batch file, and the script is called. */
  const run = async (...args: string[]) => {
    const installed = join(prefix(), onWindows ? '' : 'lib', 'node_modules', 'certprov', 'bin', 'certprov.js');
    const [command, words]: [string, string[]] = onWindows
      ? [process.execPath, [installed, ...args]]
      : [join(prefix(), 'bin', 'certprov'), args];
    return promisify(execFile)(command, words, { cwd: folder(), env: env() });
  };

  let paths: readonly string[];

  beforeAll(() => {
    mkdirSync(prefix(), { recursive: true });
    const packed = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder()], packageRoot());
    const [{ filename, files }] = JSON.parse(packed) as [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ];
    paths = files.map(({ path }) => path);
    npm(
      ['install', '--global', '--offline', '--no-audit', '--no-fund', '--prefix', prefix(), join(folder(), filename)],
      folder(),
    );
  }, 120_000);

  it('brings no other package along', () => {
    const modules = join(prefix(), onWindows ? '' : 'lib', 'node_modules');
    expect(existsSync(join(modules, 'certprov', 'bin', 'certprov.js'))).toBe(true);
    expect(existsSync(join(modules, 'certprov', 'node_modules'))).toBe(false);
  });

  it('has what it needs, nothing else, and no link that leads out of it', () => {
    const pages = paths.filter((path) => path.endsWith('.md'));
    expect(pages.length).toBeGreaterThan(50);
    const read = (page: string): string =>
      readFileSync(join(prefix(), onWindows ? '' : 'lib', 'node_modules', 'certprov', page), 'utf8');
    expect([...packProblems(paths), ...pages.flatMap((page) => deadLinks(page, read(page), paths))]).toEqual([]);
  });

  it('says its version', async () => {
    const { version } = JSON.parse(npm(['pkg', 'get', 'version', 'name', '--json'], packageRoot())) as {
      readonly version: string;
    };
    expect(await run('--version')).toEqual({ stdout: `${version}\n`, stderr: '' });
  });

  it('goes on to a switch that is on, and back', async () => {
    const on = await run('init', '--sandbox', '--yes', '--confirm', '000000000000/us-east-1', '--json');
    expect(JSON.parse(on.stdout)).toMatchObject({ status: { signing: 'self-managed', proof: { state: 'proven' } } });
    const back = await run('rollback', '--sandbox', '--all', '--yes', '--json');
    expect(JSON.parse(back.stdout)).toMatchObject({ rolledBack: true });
    expect(on.stdout).toContain('"certprov status --sandbox"');
    expect(`${on.stdout}${on.stderr}${back.stdout}${back.stderr}`).not.toContain('npx certprov');
  }, 60_000);

  it('is called by its own name in its help', async () => {
    const { stdout } = await run('init', '--help');
    expect(stdout).toContain('Usage: certprov init ');
    expect(stdout).toContain('\n    certprov init --sandbox\n');
    expect((await run('--help')).stdout).toMatch(/^Usage: certprov \[options\]/);
  });
});
