import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A path as a person puts it at a question, where no shell reads it: `~` is the home directory, and a file that is dragged
 * into the terminal comes in quotes, or with a backslash before its blanks.
 */
export function typedPath(text: string, { home = homedir(), platform = process.platform } = {}): string {
  const typed = text.trim();
  const quoted = /^(["'])(.*)\1$/.exec(typed);
  if (quoted) return quoted[2] ?? '';
  const plain = platform === 'win32' ? typed : typed.replaceAll(/\\([^A-Za-z0-9])/g, '$1');
  return /^~(?=$|[/\\])/.test(plain) ? join(home, plain.slice(2)) : plain;
}
