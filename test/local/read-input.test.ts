import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, inject, it } from 'vitest';
import { readInput, readText } from '../../src/local/read-input.ts';

const MEGABYTE = 1024 * 1024;
const folder = mkdtempSync(join(inject('scratch'), 'read-input-'));

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function fill(path: string): Promise<never> {
  await using pipe = await open(path, 'w');
  const chunk = Buffer.alloc(65_536);
  for (;;) await pipe.write(chunk);
}

describe('readInput', () => {
  it.each([0, 1, 70_000, MEGABYTE])('reads a file of %i bytes', async (size) => {
    const content = Buffer.alloc(size, 'x');
    expect(content.equals(await readInput(fileOf(`${size}`, content)))).toBe(true);
  });

  it('reads standard input for -', async () => {
    await expect(readInput('-', Readable.from([Buffer.from('ab'), Buffer.from('c')]))).resolves.toEqual(
      Buffer.from('abc'),
    );
  });

  it('refuses what is larger, by file and by standard input', async () => {
    const path = fileOf('big', Buffer.alloc(MEGABYTE + 1));
    await expect(readInput(path)).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: expect.stringContaining(path),
    });
    await expect(readInput('-', createReadStream(path))).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: expect.stringContaining('standard input'),
    });
  });

  it('names a missing file and a directory', async () => {
    await expect(readInput(join(folder, 'missing'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE', exitCode: 2 });
    await expect(readInput(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', exitCode: 2 });
  });

  describe.skipIf(process.platform === 'win32')('of what has no size', () => {
    it('stops reading a device that never ends', async () => {
      const path = join(folder, 'zero');
      symlinkSync('/dev/zero', path);
      await expect(readInput(path)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    });

    it('stops reading a pipe that never ends', async () => {
      const path = join(folder, 'endless');
      execFileSync('mkfifo', [path]);
      const [read, written] = await Promise.allSettled([readInput(path), fill(path)]);
      expect(read).toMatchObject({ reason: { code: 'FILE_TOO_LARGE' } });
      // The reader went away.
      expect(written).toMatchObject({ reason: { code: 'EPIPE' } });
    });

    it('reads a pipe to its end', async () => {
      const path = join(folder, 'pipe');
      execFileSync('mkfifo', [path]);
      const reading = readInput(path);
      const pipe = await open(path, 'w');
      await pipe.write('from a pipe');
      await pipe.close();
      await expect(reading).resolves.toEqual(Buffer.from('from a pipe'));
    });
  });
});

describe('readText', () => {
  const TEXT = '{"bearer":"Schlüssel"}';

  it.each([
    ['as it is', Buffer.from(TEXT)],
    ['without its byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ])('reads UTF-8 %s', async (name, bytes) => {
    expect(await readText(fileOf(`text ${name}`, bytes))).toBe(TEXT);
    expect(await readText('-', Readable.from([bytes]))).toBe(TEXT);
  });

  it('leaves a mark in the middle, and a text of one character, alone', async () => {
    expect(await readText(fileOf('middle', `a\uFEFFb`))).toBe('a\uFEFFb');
    expect(await readText(fileOf('one', 'x'))).toBe('x');
    expect(await readText(fileOf('none', ''))).toBe('');
  });

  const UTF16LE = Buffer.from(TEXT, 'utf16le');
  const UTF16BE = Buffer.from(UTF16LE).swap16();
  it.each([
    ['UTF-16LE', Buffer.concat([Buffer.from([0xff, 0xfe]), UTF16LE])],
    ['UTF-16BE', Buffer.concat([Buffer.from([0xfe, 0xff]), UTF16BE])],
    ['UTF-16LE', UTF16LE],
    ['UTF-16BE', UTF16BE],
  ])('names %s, and the line that converts it', async (encoding, bytes) => {
    const path = fileOf(`text.${encoding}`, bytes);
    await expect(readText(path)).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      message: expect.stringContaining('UTF-16'),
      fix: `convert it: iconv -f ${encoding} -t UTF-8 ${path} > ${path}.utf8`,
    });
  });
});
