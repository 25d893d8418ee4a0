import { CertprovError, type ErrorCode } from '../errors.ts';

export interface PemBlock {
  readonly label: string;
  readonly der: Buffer;
}

/** A file with every public root CA is about 250 KB. */
const MAX_PEM_CHARACTERS = 1024 * 1024;
const BOUNDARY = /^-----(BEGIN|END) ([A-Z0-9][A-Z0-9 ]{0,60})-----$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What can be wrong with the lines around a block. */
export const WRONG = {
  within: (label: string) => `the PEM block ${label} is cut off: another one begins before its END line`,
  stray: (label: string) => `the PEM text has an END line of ${label} without its BEGIN line`,
  other: (begin: string, end: string) => `the PEM block begins as ${begin} and ends as ${end}`,
  open: (label: string) => `the PEM block ${label} is cut off: its END line is missing`,
} as const;

/**
 * The blocks of a PEM text (RFC 7468), each of which must be whole; `textAround` says whether there is anything else.
 * Spaces around a line, CRLF and a byte order mark are harmless. What is refused gets the code given.
 */
export function readPemBlocks(
  text: string,
  code: ErrorCode = 'CERTIFICATE_MALFORMED',
): { blocks: PemBlock[]; textAround: boolean } {
  if (text.length > MAX_PEM_CHARACTERS) {
    throw new CertprovError('FILE_TOO_LARGE', `the PEM text is longer than ${MAX_PEM_CHARACTERS} characters`);
  }
  const refuse = (why: string, fix?: string): CertprovError => new CertprovError(code, why, { fix });
  const blocks: PemBlock[] = [];
  let textAround = false;
  let open: { readonly label: string; readonly lines: string[] } | undefined;
  for (const rawLine of text.replace(/^\uFEFF/, '').split('\n')) {
    const line = rawLine.trim();
    if (line === '') continue;
    const [, kind, label = ''] = BOUNDARY.exec(line) ?? [];
    if (kind === 'BEGIN') {
      if (open) throw refuse(WRONG.within(open.label));
      open = { label, lines: [] };
    } else if (kind === 'END') {
      if (!open) throw refuse(WRONG.stray(label));
      if (open.label !== label) throw refuse(WRONG.other(open.label, label));
      blocks.push({ label, der: decodePemBody(open.label, open.lines.join(''), refuse) });
      open = undefined;
    } else if (line.includes('-----BEGIN ') && line.length > 40) {
      throw refuse('the PEM text has lost its line breaks', "turn them back into line breaks, e.g. with: printf '%b'");
    } else if (open) {
      open.lines.push(line);
    } else {
      textAround = true;
    }
  }
  if (open) throw refuse(WRONG.open(open.label));
  return { blocks, textAround };
}

/** The bytes of a block from its base64, without line breaks; only what would be written the same way is base64. */
export function decodePemBody(label: string, base64: string, refuse: (why: string) => CertprovError): Buffer {
  if (base64 === '') throw refuse(`the PEM block ${label} is empty`);
  if (base64.includes(':')) throw refuse(`the PEM block ${label} has header lines, which mean that it is encrypted`);
  const der = Buffer.from(base64, 'base64');
  // Node skips what it does not know, so only what it would write the same way was base64 to begin with.
  if (!BASE64.test(base64) || der.toString('base64') !== base64)
    throw refuse(`the PEM block ${label} is not valid base64`);
  return der;
}

/** LF line ends, 64 columns, one at the end. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  let lines = '';
  for (let at = 0; at < base64.length; at += 64) lines += `${base64.slice(at, at + 64)}\n`;
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}
