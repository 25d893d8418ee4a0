import { CertprovError } from '../errors.ts';
import type { Output } from '../terminal/output.ts';
import { paragraph } from '../terminal/text-layout.ts';

/** A read that only adds a remark: where it fails, that is said, the run goes on, and the answer is null. */
export async function readRemark<T>(what: string, read: Promise<T>, output: Output): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    // Credentials that were renewed for somebody else concern the whole command, not this read alone.
    if (!(error instanceof CertprovError) || error.code === 'AWS_CREDENTIALS_OTHER_ACCOUNT') throw error;
    output.say(paragraph(`! not read: ${what}: ${error.message}`, output.columns, { hanging: '  ' }));
    return null;
  }
}
