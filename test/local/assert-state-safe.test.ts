import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { assertStateSafe } from '../../src/local/assert-state-safe.ts';

const PLACE = '000000000000-us-east-1';
const hasModes = process.geteuid !== undefined;

describe('assertStateSafe', () => {
  let base: string;
  let home: string;
  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(inject('scratch'), 'state-')));
    home = join(base, 'state');
    await mkdir(home, { mode: 0o700 });
  });

  const check = (path = home) => assertStateSafe(path, '000000000000', 'us-east-1');
  const make = async (...names: string[]): Promise<string> => {
    const path = join(home, ...names);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const refused = (path: string, fix: string) => ({
    code: 'STATE_UNSAFE',
    message: expect.stringContaining(path),
    fix: expect.stringContaining(fix),
  });

  it('takes a folder of its own, whole or not there yet', async () => {
    await expect(check(join(base, 'absent'))).resolves.toBeUndefined();
    await writeFile(join(await make('journal', PLACE), 'a.jsonl'), '', { mode: 0o600 });
    await writeFile(join(await make('lock', PLACE), '1'), '', { mode: 0o600 });
    await expect(check()).resolves.toBeUndefined();
  });

  it('takes a folder below a link', async () => {
    await symlink(base, join(base, 'above'));
    await expect(check(join(base, 'above', 'state'))).resolves.toBeUndefined();
  });

  it.each(['', '/', '//', '/.'])('refuses a link named as "link%s", and says where it leads', async (end) => {
    const link = join(base, 'link');
    await symlink(home, link);
    await expect(check(`${link}${end}`)).rejects.toMatchObject(refused(link, `CERTPROV_HOME='${home}'`));
  });

  it.each([['journal'], ['lock'], ['authorities'], [join('journal', PLACE)], [join('lock', PLACE)]])(
    'refuses %s when it is a link, also one that leads nowhere',
    async (name) => {
      await make(name);
      const path = join(home, name);
      await rm(path, { recursive: true });
      await symlink(join(base, 'nowhere'), path);
      await expect(check()).rejects.toMatchObject(refused(path, 'remove the link'));
    },
  );

  it.each(['journal', 'lock'])('refuses a file in %s that is a link', async (name) => {
    const file = join(await make(name, PLACE), '1');
    await symlink(join(base, 'nowhere'), file);
    await expect(check()).rejects.toMatchObject(refused(file, 'remove the link'));
  });

  it.runIf(hasModes).each([0o770, 0o702, 0o777])('refuses mode %o, and takes it once it is mended', async (mode) => {
    await chmod(home, mode);
    await expect(check()).rejects.toMatchObject(refused(home, `chmod go-w '${home}'`));
    await chmod(home, mode & ~0o022);
    await expect(check()).resolves.toBeUndefined();
  });

  it.runIf(hasModes)('refuses a journal that its group may write', async () => {
    const file = join(await make('journal', PLACE), 'a.jsonl');
    await writeFile(file, '');
    await chmod(file, 0o660);
    await expect(check()).rejects.toMatchObject(refused(file, 'chmod go-w'));
  });

  it.runIf(hasModes)('gives a command that a shell takes as it is, whatever the path', async () => {
    const odd = join(base, "it's; echo");
    await mkdir(odd);
    await chmod(odd, 0o777);
    await expect(check(odd)).rejects.toMatchObject({ fix: expect.stringContaining(String.raw`/it'\''s; echo'`) });
  });
});
