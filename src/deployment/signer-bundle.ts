import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AuthorityKind } from '../authority/authority.ts';
import { CertprovError } from '../errors.ts';
import { assetPath } from '../local/package-root.ts';

/** What Lambda calls in it. */
export const SIGNER_HANDLER = 'index.handler';

interface SignerBundle {
  readonly zip: Uint8Array;
  /** As Lambda reports it for a deployed function. */
  readonly codeSha256: string;
}

/** The signer for one kind of CA, as `npm run build` made it: the same bytes for one version of certprov, everywhere. */
export async function readSignerBundle(kind: AuthorityKind): Promise<SignerBundle> {
  const path = assetPath('signer', `${kind}.zip`);
  try {
    const zip = await readFile(path);
    return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
  } catch (cause) {
    throw new CertprovError('FILE_UNREADABLE', `the signer that certprov deploys is not readable: ${path}`, {
      fix: 'npm run build, or install certprov again',
      cause,
    });
  }
}
