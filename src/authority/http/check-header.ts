import { validateHeaderName, validateHeaderValue } from 'node:http';
import { unusableSecret } from '../authority-error.ts';

/** A header out of a secret; what Node.js would say about it only when it is sent is said here, and without the value. */
export function checkHeader(member: string, name: unknown, value: unknown): void {
  if (typeof name !== 'string' || typeof value !== 'string' || value === '') {
    throw unusableSecret(`${member} is not a text`);
  }
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw unusableSecret(`${member} has a character that no HTTP header may have, such as a line break`);
  }
}
