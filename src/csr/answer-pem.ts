/** Printable ASCII and line breaks; a tab is white space that all readers know. */
const FOREIGN = /[^\x20-\x7e\t\r\n]/u;

/**
 * Why a PEM text that certprov reads is not read by everybody; undefined when it is. What a function answers goes to AWS
 * IoT, and from there to the device, as it is: OpenSSL wants no blank in front of a line and no empty line within, Go's
 * encoding/pem no byte order mark and no other control characters, and mbedTLS no blank within base64.
 */
export function unreadableText(pem: string): string | undefined {
  if (pem.startsWith('\uFEFF')) return 'a byte order mark is in front of it';
  const [foreign] = FOREIGN.exec(pem) ?? [];
  if (foreign !== undefined)
    return `it holds the character U+${foreign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  let isWithin = false;
  for (const line of pem.split(/\r?\n/)) {
    const why = unreadableLine(line, isWithin);
    if (why !== undefined) return why;
    if (line.includes('-----BEGIN ')) isWithin = true;
    else if (line.includes('-----END ')) isWithin = false;
  }
  return undefined;
}

function unreadableLine(line: string, isWithin: boolean): string | undefined {
  if (line.includes('\r')) return 'its lines end in CR alone';
  const isEmpty = line.trim() === '';
  // Empty lines between two certificates, or around them, harm nobody.
  if (isEmpty) return isWithin ? 'there is an empty line within it' : undefined;
  if (line.startsWith(' ') || line.startsWith('\t')) return 'its lines are indented';
  return isWithin && !line.startsWith('-----') && /[ \t]\S/.test(line)
    ? 'there is a blank within its base64'
    : undefined;
}

/** RFC 7468 §2 has 64 characters in a line, MIME 76; OpenSSL 1.0 stops at 80. */
export const hasLongLines = (pem: string): boolean => pem.split('\n').some(({ length }) => length > 78);

/** Blanks at the ends of lines are read by all three, though by older software not always. */
export const hasTrailingBlanks = (pem: string): boolean => /[ \t]\r?(\n|$)/.test(pem);
