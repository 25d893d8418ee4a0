import { unzipSync } from 'fflate';
import type { PackagedFile } from '../lambda-runtime/unpack-function.ts';
import { ServiceError } from '../service.ts';
import { invalidParameterValue } from './errors.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ZIP_BYTES = 50 * 1024 * 1024;
const MAX_UNZIPPED_BYTES = 262_144_000;

const END_OF_DIRECTORY = Buffer.from('504b0506', 'hex');
const DIRECTORY_ENTRY = 0x02014b50;
const UNIX = 3;
const DEFAULT_MODE = 0o644;

/**
 * The permission bits of each file, which Lambda keeps when it unpacks. Only a zip that says it was written on Unix has any.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
function zipModes(zip: Uint8Array): ReadonlyMap<string, number> {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const modes = new Map<string, number>();
  const end = bytes.lastIndexOf(END_OF_DIRECTORY);
  let at = bytes.readUInt32LE(end + 16);
  while (at + 46 <= end && bytes.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const isUnix = bytes[at + 5] === UNIX;
    modes.set(bytes.toString('utf8', at + 46, nameEnd), isUnix ? bytes.readUInt16LE(at + 40) & 0o777 : DEFAULT_MODE);
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return modes;
}

/** The files of a deployment package. Refuses what Lambda refuses, and paths that leave the folder. */
export function readZip(zip: Uint8Array): readonly PackagedFile[] {
  if (zip.length > MAX_ZIP_BYTES) {
    throw new ServiceError(
      'RequestEntityTooLargeException',
      413,
      `the zip must be smaller than ${MAX_ZIP_BYTES} bytes`,
    );
  }
  let unzippedBytes = 0;
  let unsafePath: string | undefined;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        unzippedBytes += originalSize;
        if (!isSafePath(name)) unsafePath = name;
        return unzippedBytes <= MAX_UNZIPPED_BYTES && unsafePath === undefined && !name.endsWith('/');
      },
    });
  } catch {
    throw unreadable();
  }
  if (unzippedBytes > MAX_UNZIPPED_BYTES) {
    throw invalidParameterValue(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
  }
  if (unsafePath !== undefined) throw unreadable();
  if (Object.keys(files).length === 0) throw invalidParameterValue('Uploaded file must be a non-empty zip');
  const modes = zipModes(zip);
  return Object.entries(files).map(([path, bytes]) => ({ path, bytes, mode: modes.get(path) ?? 0 }));
}

const unreadable = (): ServiceError =>
  invalidParameterValue('Could not unzip uploaded file. Please check your file, then try to upload again.');

const isSafePath = (name: string): boolean =>
  name.length > 0 && !/^[/\\]|^[a-zA-Z]:|[\\\0]/.test(name) && !name.split('/').includes('..');
