import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/** What Lambda will report for the signer for AWS Private CA, from the file that is deployed. */
export async function signerSha256(): Promise<string> {
  const zip = await readFile(join(inject('installed'), 'dist', 'assets', 'signer', 'acm-pca.zip'));
  return createHash('sha256').update(zip).digest('base64');
}
