import { unzipSync } from 'fflate';
import type { PackagedFile } from '../lambda-runtime/unpack-function.ts';
import { ServiceError } from '../service.ts';
import { invalidParameterValue } from './errors.ts';
import { zipModes } from './zip-modes.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ZIP_BYTES = 50 * 1024 * 1024;
const MAX_UNZIPPED_BYTES = 262_144_000;

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
