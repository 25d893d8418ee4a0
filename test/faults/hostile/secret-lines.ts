import { createPrivateKey } from 'node:crypto';

/** Base64 characters in a line of PEM. @see https://www.rfc-editor.org/rfc/rfc7468#section-2 */
const PEM_LINE = 64;

/**
 * The lines of a PEM private key that hold some of its secret: they are what a log would show of it, whatever became of
 * the line breaks. The last lines of an EC key are its public point, which every certificate of it shows as well.
 */
export function secretLinesOf(pem: string): string[] {
  const lines = pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'));
  const d = createPrivateKey(pem).export({ format: 'jwk' }).d;
  if (d === undefined) throw new Error('a private key without its secret');
  const secret = Buffer.from(d, 'base64url');
  const start = Buffer.from(lines.join(''), 'base64').indexOf(secret);
  if (start < 0) throw new Error('the secret of the key was not found in its PEM');
  const [first, last] = [start, start + secret.length].map((octet) => Math.floor((octet * 4) / 3 / PEM_LINE));
  return lines.filter((_, index) => index >= (first ?? 0) && index <= (last ?? 0));
}
