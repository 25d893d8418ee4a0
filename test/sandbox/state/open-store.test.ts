import { execFile, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CertprovError } from '../../../src/errors.ts';
import type { RoleState } from '../../../src/sandbox/iam/state.ts';
import { openStore } from '../../../src/sandbox/state/open-store.ts';
import { regionOf } from '../../../src/sandbox/state/region-of.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certprov-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const role = (roleName: string): RoleState => ({
  roleName,
  roleId: 'AROAEXAMPLE',
  path: '/',
  arn: `arn:aws:iam::000000000000:role/${roleName}`,
  createDate: '2026-01-01T00:00:00.000Z',
  assumeRolePolicyDocument: '{}',
  description: undefined,
  maxSessionDuration: 3600,
  permissionsBoundary: undefined,
  tags: {},
  inlinePolicies: {},
  attachedPolicies: [],
});
const names = (account = openStore(folder)): Promise<string[]> =>
  account.read((state) => Object.keys(state.iam.roles).toSorted());

/** A program that adds roles named `<prefix>0`, `<prefix>1`, … in a process of its own. */
async function writerProgram(): Promise<string> {
  const program = join(folder, 'writer.mjs');
  await build({
    stdin: {
      contents: `import { openStore } from './src/sandbox/state/open-store.ts';
        const [folder, prefix, count] = process.argv.slice(2);
        const store = openStore(folder);
        for (let i = 0; i < Number(count); i++) {
          await store.change((state) => { state.iam.roles[prefix + i] = { tags: { filler: 'x'.repeat(2000) } }; });
          if (i === 20) process.stdout.write('started\\n');
        }`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'silent',
  });
  return program;
}

describe('openStore', () => {
  it('keeps a change for whoever opens the folder next', async () => {
    await openStore(folder).change((state) => {
      state.iam.roles['a'] = role('a');
    });
    await openStore(folder).change((state) => {
      state.iam.roles['b'] = role('b');
      state.iam.roles['a']!.tags['k'] = 'v';
    });
    expect(await openStore(folder).read((state) => state.iam.roles)).toMatchObject({
      a: { tags: { k: 'v' } },
      b: { roleName: 'b' },
    });
  });

  it('shows one opener the changes of another at once', async () => {
    const [one, two] = [openStore(folder), openStore(folder)];
    for (const name of ['a', 'b', 'c']) {
      await one.change((state) => {
        state.iam.roles[name] = role(name);
      });
      expect(await names(two)).toContain(name);
    }
  });

  it('leaves nothing of an edit that throws', async () => {
    const store = openStore(folder);
    await store.change((state) => {
      state.iam.roles['a'] = role('a');
    });
    const failing = store.change((state) => {
      delete state.iam.roles['a'];
      state.iam.roles['b'] = role('b');
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    expect(await names(store)).toEqual(['a']);
    expect(await names()).toEqual(['a']);
  });

  it('adds a Region when it is changed and not when it is looked at', async () => {
    const store = openStore(folder);
    expect(await store.read((state) => Object.keys(regionOf(state, 'eu-west-1').lambda.functions))).toEqual([]);
    expect(await store.read((state) => Object.keys(state.regions))).toEqual([]);
    await store.change((state) => void regionOf(state, 'eu-west-1'));
    expect(await openStore(folder).read((state) => Object.keys(state.regions))).toEqual(['eu-west-1']);
  });

  it('writes what changed, not the whole of a large account', async () => {
    const store = openStore(folder);
    await store.change((state) => {
      for (let i = 0; i < 5000; i++) state.iam.roles[`r${i}`] = role(`r${i}`);
    });
    const sizeOf = (): number => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const before = sizeOf();
    await store.change((state) => {
      state.iam.roles['r77']!.tags['k'] = 'v';
    });
    expect(sizeOf() - before).toBeLessThan(200);
    expect(before).toBeGreaterThan(1_000_000);
  });

  it('rewrites the state when the list of changes has grown, and loses nothing', async () => {
    const store = openStore(folder);
    for (let i = 0; i < 80; i++) {
      await store.change((state) => {
        state.iam.roles[`r${i}`] = { ...role(`r${i}`), description: 'x'.repeat(20_000) };
      });
    }
    const changes = readdirSync(folder).filter((name) => name.startsWith('changes-'));
    expect(changes.length).toBeLessThanOrEqual(1);
    expect(statSync(join(folder, 'state.json')).size).toBeGreaterThan(500_000);
    expect(await names()).toHaveLength(80);
  });

  it('loses no change of two processes that write at the same time', async () => {
    const program = await writerProgram();
    const run = promisify(execFile);
    await Promise.all([
      run(process.execPath, [program, folder, 'a', '200']),
      run(process.execPath, [program, folder, 'b', '200']),
    ]);
    const found = await names();
    expect(found).toHaveLength(400);
    expect(found).toContain('a199');
    expect(found).toContain('b199');
  });

  it('stays readable and writable after a process was killed while it wrote', async () => {
    const program = await writerProgram();
    for (const prefix of ['a', 'b', 'c']) {
      const child = spawn(process.execPath, [program, folder, prefix, '1000000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      await openStore(folder).change((state) => {
        state.iam.roles[`after-${prefix}`] = role(`after-${prefix}`);
      });
    }
    expect(await names()).toEqual(expect.arrayContaining(['after-a', 'after-b', 'after-c', 'a20', 'b20', 'c20']));
  });

  it('goes on after a line that was cut short', async () => {
    await openStore(folder).change((state) => void (state.iam.roles['a'] = role('a')));
    await openStore(folder).change((state) => void (state.iam.roles['b'] = role('b')));
    const changes = readdirSync(folder).find((name) => name.startsWith('changes-'))!;
    appendFileSync(join(folder, changes), '{"set":[[["iam","roles","c"],{"roleN');
    expect(await names()).toEqual(['a', 'b']);
    await openStore(folder).change((state) => void (state.iam.roles['d'] = role('d')));
    expect(await names()).toEqual(['a', 'b', 'd']);
  });

  it('takes over the lock of a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    writeFileSync(join(folder, 'lock'), `${child.pid} 2026-01-01T00:00:00.000Z dead\n`);
    await openStore(folder).change((state) => void (state.iam.roles['a'] = role('a')));
    expect(await names()).toEqual(['a']);
    expect(readdirSync(folder)).not.toContain('lock');
  });

  it.each(['{"generation":"x","acc', '[]', '{"generation":"x","account":{"version":2}}'])(
    'names the way out of a corrupt state: %s',
    async (text) => {
      writeFileSync(join(folder, 'state.json'), text);
      const store = openStore(folder);
      const failure = await store.read(() => 0).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CertprovError);
      expect(failure).toMatchObject({ code: 'FILE_UNREADABLE', fix: 'start over: `certprov sandbox reset`' });
      expect(readFileSync(join(folder, 'state.json'), 'utf8')).toBe(text);
      await store.clear();
      expect(await names(store)).toEqual([]);
    },
  );

  it('keeps blobs by their SHA-256 and everything for the owner only', async () => {
    const store = openStore(folder);
    const name = await store.putBlob(Buffer.from('zip'));
    expect(await store.putBlob(Buffer.from('zip'))).toBe(name);
    expect(Buffer.from(await store.getBlob(name)).toString()).toBe('zip');
    await store.change((state) => void (state.iam.roles['a'] = role('a')));
    expect(statSync(join(folder, 'state.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'blobs', name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'blobs')).mode & 0o777).toBe(0o700);
    await expect(store.getBlob('../state.json')).rejects.toThrow(/not the name of a blob/);
  });
});
