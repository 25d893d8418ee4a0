import { crc32 } from 'node:zlib';

/**
 * A line of a journal, with a checksum over all that stands before it: a disk or an editor that changes one letter of a
 * name must not make a rollback look for something else.
 */
export const journalLine = (entry: object): string => {
  const text = JSON.stringify(entry).slice(0, -1);
  return `${text},"crc32":"${sum(text)}"}`;
};

/** Stands behind a line that a crash or a full disk cut short, when the file was written to again later. */
export const TORN_LINE_CLOSED = '{"tornLineClosed":true}';

export const hasChecksum = (line: string): boolean => LINE.test(line);

const LINE = /^(.*),"crc32":"([0-9a-f]{8})"\}$/s;

/** What was written; throws an `Error` that says what is wrong with the line. */
export function readJournalLine(line: string): unknown {
  const [, text, written] = LINE.exec(line) ?? [];
  if (text === undefined) throw new Error('a line of it does not end in its checksum');
  if (sum(text) !== written) throw new Error('a line of it is not as certprov wrote it');
  return JSON.parse(`${text}}`);
}

const sum = (text: string): string => crc32(text).toString(16).padStart(8, '0');
