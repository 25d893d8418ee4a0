import { crc32 } from 'node:zlib';

/**
 * A line of a journal, with a checksum over all that stands before it: a disk or an editor that changes one letter of a
 * name must not make a rollback look for something else.
 */
export const journalLine = (entry: object): string => {
  const text = JSON.stringify(entry).slice(0, -1);
  return `${text},"crc32":"${sum(text)}"}`;
};

/** Follows a line that a crash or a full disk cut short, when the file was written to again later. */
export const TORN_LINE_CLOSED = '{"tornLineClosed":true}';

const hasChecksum = (line: string): boolean => LINE.test(line);

const LINE = /^(.*),"crc32":"([0-9a-f]{8})"\}$/s;

/** What was written; throws an `Error` that says what is wrong with the line. */
function readJournalLine(line: string): unknown {
  const [, text, written] = LINE.exec(line) ?? [];
  if (text === undefined) throw new Error('a line of it does not end in its checksum');
  if (sum(text) !== written) throw new Error('a line of it is not as certprov wrote it');
  return JSON.parse(`${text}}`);
}

const sum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

/** Written by a certprov that knew no checksums; another one may have gone on with it. */
const OLD = '{"certprov":1,';

/**
 * What stands in the lines of a journal. A last line without its end is what a crash in the middle of a write leaves, and
 * is ignored, also when the file was continued later: then the line after it says so. Any other line that is not as
 * it was written throws.
 */
export function readJournalLines(text: string): unknown[] {
  const isOld = text.startsWith(OLD);
  const read = (line: string): unknown =>
    isOld && !hasChecksum(line) ? (JSON.parse(line) as unknown) : readJournalLine(line);
  const isWhole = (line: string): boolean => {
    try {
      read(line);
      return true;
    } catch {
      return false;
    }
  };
  const lines = text.split('\n');
  const last = lines.pop()!;
  return withoutTornLines(isWhole(last) ? [...lines, last] : lines, isWhole).map(read);
}

/** The closing of a torn line can itself be torn, and be closed by the next. */
const withoutTornLines = (lines: readonly string[], isWhole: (line: string) => boolean): string[] =>
  lines.reduceRight<{ kept: string[]; isClosed: boolean }>(
    ({ kept, isClosed }, line) => {
      if (line === TORN_LINE_CLOSED) return { kept, isClosed: true };
      if (isClosed && !isWhole(line)) return { kept, isClosed };
      return { kept: [line, ...kept], isClosed: false };
    },
    { kept: [], isClosed: false },
  ).kept;
