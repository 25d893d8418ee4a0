const END_OF_DIRECTORY = Buffer.from('504b0506', 'hex');
const DIRECTORY_ENTRY = 0x02014b50;
const UNIX = 3;
const DEFAULT_MODE = 0o644;

/**
 * The permission bits of each file, which Lambda keeps when it unpacks. Only a zip that says it was written on Unix has any.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipModes(zip: Uint8Array): ReadonlyMap<string, number> {
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
