import { readText } from '../../local/read-input.ts';
import { CertprovError } from '../../errors.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import type { ExternalFlags } from './external.ts';
import { assertRoots } from './read-tls.ts';

/** Roots of the CA's server in PEM; undefined when those of Node.js are to do, which an empty answer means. */
export async function askRoots({ tlsRoots }: ExternalFlags, prompter: Prompter): Promise<string | undefined> {
  const path =
    tlsRoots ??
    (prompter.interactive
      ? await prompter.input({
          flag: '--tls-roots',
          message: "File with the root of the server's TLS certificate (PEM), or public",
          recommended: 'public',
        })
      : 'public');
  if (path === 'public') return undefined;
  return assertRoots(await readText(path), path);
}

/** A file that a question named, as text. */
export async function readTextFile(path: string): Promise<string> {
  const text = await readText(path);
  if (text.trim() === '') throw new CertprovError('FILE_UNREADABLE', `${path} is empty`);
  return text;
}
