import { CertprovError, type ErrorCode } from '../errors.ts';
import { decodePemBody, WRONG, type PemBlock } from './pem.ts';

/** Bounded, so that a long run of dashes or letters takes no time. */
const BOUNDARY = /-----(BEGIN|END) ([A-Z0-9][A-Z0-9 ]{0,60})-----/g;

/**
 * The blocks of a file in the lax grammar of RFC 7468 §3: white space of any kind stands for a line break or for nothing,
 * base64 may share the line of BEGIN or END, and a NUL behind it all is a C string's. What is passed on is written anew,
 * so nobody else has to read such a text; an answer to AWS IoT is passed on as it is, and is not read here.
 */
export function readLaxPem(text: string, code: ErrorCode): PemBlock[] {
  const refuse = (why: string, fix?: string): CertprovError => new CertprovError(code, why, { fix });
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly start: number } | undefined;
  for (const match of text.matchAll(BOUNDARY)) {
    const [boundary, kind, label = ''] = match;
    if (kind === 'BEGIN') {
      if (open) throw refuse(WRONG.within(open.label));
      open = { label, start: match.index + boundary.length };
      continue;
    }
    if (!open) throw refuse(WRONG.stray(label));
    if (open.label !== label) throw refuse(WRONG.other(open.label, label));
    const body = text.slice(open.start, match.index);
    if (/\\[nr]/.test(body)) throw refuse('the PEM text has lost its line breaks', FIX);
    blocks.push({ label, der: decodePemBody(label, body.replace(/[\s\0]+/g, ''), refuse) });
    open = undefined;
  }
  if (open) throw refuse(WRONG.open(open.label));
  return blocks;
}

const FIX = "turn \\n back into line breaks: printf '%b'";
