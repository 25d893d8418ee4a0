import { CertprovError } from '../errors.ts';

/** For a read: what is not there is `undefined`. */
export async function orUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** For a delete: false when there was nothing to delete. */
export async function wasThere(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // Not definite: an earlier attempt lost its answer, and may well be what deleted it.
    return error.details['definite'] === false;
  }
}

const isNotFound = (error: unknown): error is CertprovError =>
  error instanceof CertprovError && error.code === 'AWS_NOT_FOUND';
