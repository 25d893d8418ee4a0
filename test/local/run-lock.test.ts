import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { lockAccount } from '../../src/local/run-lock.ts';

const now = new Date('2026-11-22T02:14:00Z');

describe('lockAccount', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(inject('scratch'), 'lock-'));
  });

  const folder = () => join(home, 'lock', '000000000000-us-east-1');
  const lock = (region = 'us-east-1') =>
    lockAccount({ account: '000000000000', region }, { home, command: 'init', now });
  const leave = async (owner: object) => {
    await mkdir(folder(), { recursive: true });
    const highest = Math.max(0, ...(await readdir(folder())).map(Number));
    await writeFile(join(folder(), String(highest + 1)), JSON.stringify(owner));
  };

  it('lets one command in at a time, and the next one when the first has ended', async () => {
    const release = await lock();
    await expect(lock()).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    release();
    (await lock())();
    await lock();
    await expect(lock()).rejects.toMatchObject({ code: 'STATE_LOCKED' });
  });

  it('keeps two small files, however often it was taken', async () => {
    for (let round = 0; round < 12; round += 1) (await lock())();
    expect(await readdir(folder())).toEqual(['11', '12']);
  });

  it('says who holds it and since when', async () => {
    await lock();
    await expect(lock()).rejects.toThrow(new RegExp(`init.*process ${process.pid} on .*since 2026-11-22`));
  });

  it('keeps Regions apart', async () => {
    await lock();
    await expect(lock('eu-west-1')).resolves.toBeTypeOf('function');
  });

  it('takes over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await leave({ pid, host: hostname(), since: 'x', command: 'init' });
    const told: string[] = [];
    await lockAccount(
      { account: '000000000000', region: 'us-east-1' },
      { home, command: 'init', now, onTakenOver: (who) => told.push(who) },
    );
    expect(told).toEqual([expect.stringContaining(`process ${pid} on`)]);
  });

  it.runIf(process.platform === 'linux')(
    'takes over from a process that has ended and was not waited for',
    async () => {
      // The shell makes room for a program that waits for nobody; only then is its child ended.
      const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
      const pid = Number(String(((await once(parent.stdout, 'data')) as [Buffer])[0]));
      try {
        await vi.waitUntil(async () => (await readFile(`/proc/${parent.pid}/comm`, 'latin1')) === 'sleep\n');
        process.kill(pid, 'SIGKILL');
        await vi.waitUntil(async () => (await readFile(`/proc/${pid}/stat`, 'latin1')).includes(') Z '));
        await leave({ pid, host: hostname(), since: 'x', command: 'init' });
        await expect(lock()).resolves.toBeTypeOf('function');
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  it('leaves a lock of another machine alone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await leave({ pid, host: 'elsewhere', since: 'x', command: 'init' });
    await expect(lock()).rejects.toMatchObject({ code: 'STATE_LOCKED' });
  });

  it('takes over a lock without an owner, once nobody can be writing it any more', async () => {
    const file = join(folder(), '1');
    await mkdir(folder(), { recursive: true });
    await writeFile(file, '');
    await utimes(file, now, new Date(now.getTime() - 2000));
    await expect(lock()).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    await utimes(file, now, new Date(now.getTime() - 60_000));
    await expect(lock()).resolves.toBeTypeOf('function');
  });

  it('lets one of many in that take over at once, and leaves no draft behind', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (let round = 0; round < 20; round += 1) {
      await leave({ pid, host: hostname(), since: 'x', command: `init ${round}` });
      const settled = await Promise.allSettled(Array.from({ length: 8 }, () => lock()));
      const releases = settled.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
      expect(releases).toHaveLength(1);
      expect(settled.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown)).toSatisfy(
        (reasons: readonly { code: string }[]) => reasons.every(({ code }) => code === 'STATE_LOCKED'),
      );
      releases[0]!();
      expect(await readdir(folder())).toSatisfy((names: readonly string[]) =>
        names.every((name) => /^\d+$/.test(name)),
      );
    }
  });

  it('does not let go of a lock that is no longer its own', async () => {
    const release = await lock();
    await writeFile(
      join(folder(), '1'),
      JSON.stringify({ pid: process.pid, host: hostname(), since: 'y', command: 'rollback' }),
    );
    release();
    expect(await readFile(join(folder(), '1'), 'utf8')).toContain('rollback');
  });
});
