import { CertprovError } from '../errors.ts';
import type { Output } from '../terminal/output.ts';
import { paragraph } from '../terminal/text-layout.ts';

/** What only adds a remark is done without when it cannot be read, and that is said: null. */
export async function readRemark<T>(what: string, read: Promise<T>, output: Output): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    // A renewal of the credentials for somebody else is no matter of one read.
    if (!(error instanceof CertprovError) || error.code === 'AWS_CREDENTIALS_OTHER_ACCOUNT') throw error;
    output.say(paragraph(`! not read: ${what}: ${error.message}`, output.columns, { hanging: '  ' }));
    return null;
  }
}
