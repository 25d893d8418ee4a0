import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { classifyDer } from '../../csr/classify-der.ts';
import { CertprovError, EXIT } from '../../errors.ts';

const ENDINGS = /\.(csr|req|p10|pem|der)$/i;
/** Endings that keys and certificates have as well. */
const OF_ANYTHING = /\.(pem|der)$/i;

/** The files in a folder that may be CSRs, by their names; undefined when the path is no folder. */
export async function inFolder(path: string): Promise<readonly string[] | undefined> {
  const isFolder = path !== '-' && (await stat(path).catch(() => undefined))?.isDirectory();
  if (!isFolder) return undefined;
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new CertprovError('FILE_UNREADABLE', `the folder ${path} cannot be listed`, {
      fix: 'check the rights of the folder',
      exitCode: EXIT.usage,
      cause,
    });
  });
  return entries
    .filter((entry) => ENDINGS.test(entry.name) && !entry.name.startsWith('.') && !entry.isDirectory())
    .map(({ name }) => join(path, name))
    .toSorted();
}

/**
 * A certificate or key that lies beside the CSRs, under an ending that they may have. What is damaged is none of these:
 * whoever has put it there is told.
 */
export function isSomethingElse(file: string, content: Buffer): boolean {
  if (!OF_ANYTHING.test(file)) return false;
  const kind = classifyDer(content);
  if (kind !== undefined) return kind !== 'certification request' && kind !== 'ASN.1 object of another kind';
  const labels = [...content.toString('utf8').matchAll(/-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,60})-----/g)];
  return labels.length > 0 && labels.every(([, label]) => !label?.endsWith('CERTIFICATE REQUEST'));
}
