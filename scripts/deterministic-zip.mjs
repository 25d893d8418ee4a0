import { zipSync } from 'fflate';

const UNIX = 3;
const REGULAR_FILE_644 = (0o100644 << 16) >>> 0;

/** The same files give the same bytes, so that Lambda's CodeSha256 can be known before the function is deployed. */
export function deterministicZip(files) {
  const names = Object.keys(files).toSorted();
  // In local time, because that is what a zip holds: the same digits in every time zone.
  const options = { level: 9, mtime: new Date(1980, 0, 1), os: UNIX, attrs: REGULAR_FILE_644 };
  return zipSync(Object.fromEntries(names.map((name) => [name, [files[name], options]])));
}
