import { hasChecksum, readJournalLine, TORN_LINE_CLOSED } from './actions/journal-lines.ts';

/** Written by a certprov that knew no checksums; another one may have gone on with it. */
const OLD = '{"certprov":1,';

/**
 * What stands in the lines of a journal. A last line without its end is what a crash in the middle of a write leaves, and
 * is ignored, also when the file was gone on with later: then the line behind it says so. Any other line that is not as
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
