import { constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { CertprovError, EXIT, usageInvalid } from '../errors.ts';

/** Far above any CSR or CA certificate (AWS takes 4,096 characters of CSR), far below what could hurt. */
const MAX_BYTES = 1024 * 1024;

/** A small file, or standard input for `-`. Errors name the path and what to do; the content is never echoed. */
export async function readInput(path: string, stdin: NodeJS.ReadableStream = process.stdin): Promise<Buffer> {
  return path === '-' ? readAll(stdin, 'standard input') : readFileOf(path);
}

/**
 * The same as text, without the byte order mark that editors and shells of Windows put before it. UTF-16, which they write
 * as well, is named: read as UTF-8 it would be anything but what it looks like.
 */
export async function readText(path: string, stdin: NodeJS.ReadableStream = process.stdin): Promise<string> {
  const bytes = await readInput(path, stdin);
  const encoding = utf16Of(bytes);
  if (encoding === undefined) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  const [what, file] = path === '-' ? ['standard input', 'FILE'] : [path, path];
  throw usageInvalid(
    `${what} is UTF-16 text, not UTF-8`,
    `convert it: iconv -f ${encoding} -t UTF-8 ${file} > ${file}.utf8`,
  );
}

/** By its mark, or by the zero that every other byte of ASCII is in it. */
function utf16Of([first, second]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  if (first === undefined || second === undefined || (first === 0) === (second === 0)) return undefined;
  return second === 0 ? 'UTF-16LE' : 'UTF-16BE';
}

async function readFileOf(path: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new CertprovError('FILE_UNREADABLE', `${path} is a directory`, {
        fix: 'name the file in it',
        exitCode: EXIT.usage,
      });
    }
    return await readAll(found.isFIFO() ? openPipe(path) : createReadStream(path), path);
  } catch (error) {
    if (error instanceof CertprovError) throw error;
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

/** A named pipe to which nobody writes would hold a thread, and with it the end of the program, for ever. */
const openPipe = (path: string): Socket =>
  new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });

/** The size that a file says it has is not asked: that of a device or a pipe is 0, however much comes out of it. */
async function readAll(stream: NodeJS.ReadableStream, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES) throw tooLarge(what);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (what: string): CertprovError =>
  new CertprovError('FILE_TOO_LARGE', `${what} is larger than 1 MB: no CSR or certificate is`, {
    fix: 'check that it is the right file',
    exitCode: EXIT.usage,
  });

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ENOTDIR: 'a part of its path is not a directory',
  ELOOP: 'its links go round in a circle',
};

const unreadable = (path: string, error: NodeJS.ErrnoException): CertprovError =>
  new CertprovError('FILE_UNREADABLE', `${path} cannot be read: ${REASONS[error.code ?? ''] ?? error.message}`, {
    fix: 'check the path and the rights of the file',
    exitCode: EXIT.usage,
    cause: error,
  });
