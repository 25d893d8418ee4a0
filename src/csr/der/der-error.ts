import { CertprovError, type ErrorCode } from '../../errors.ts';

/** Something is not the DER it has to be; the reader of the whole object turns it into a CertprovError. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** Runs a reader and gives what it refuses a code and the name of the object. */
export function refusingAs<T>(code: ErrorCode, object: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new CertprovError(code, `the ${object} is malformed: ${error.message}`, { cause: error });
  }
}
