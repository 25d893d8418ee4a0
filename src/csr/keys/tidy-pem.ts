import { readLaxPem } from '../lax-pem.ts';
import { encodePem } from '../pem.ts';

/**
 * As text has them that was taken out of JSON, a variable or a table: `\n`, also escaped twice, CRLF or CR. A backslash is
 * in no base64.
 */
export const withLineBreaks = (text: string): string => text.replaceAll(/\\+[rn]|\r\n?/g, '\n');

/** PEM written anew, for programs that read none but the strict form; what cannot be read stays, for them to refuse. */
export function tidyPem(text: string): string {
  try {
    const blocks = readLaxPem(withLineBreaks(text), 'CERTIFICATE_MALFORMED');
    return blocks.length === 0 ? text : blocks.map(({ label, der }) => encodePem(label, der)).join('');
  } catch {
    return text;
  }
}
