import { CertprovError } from '../errors.ts';
import type { Deletion } from './ports/ports.ts';

/** For a read: what is not there is `undefined`. */
export async function orUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** For a delete: what became of it. */
export async function deletionBy(call: Promise<unknown>): Promise<Deletion> {
  try {
    await call;
    return 'deleted';
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // Not definite: an earlier attempt lost its answer, and may be what deleted it.
    return error.details['definite'] === false ? 'unsure' : 'absent';
  }
}

/** For a delete behind a look that has seen the thing: false when there was nothing left to delete. */
export const wasThere = async (call: Promise<unknown>): Promise<boolean> => (await deletionBy(call)) !== 'absent';

const isNotFound = (error: unknown): error is CertprovError =>
  error instanceof CertprovError && error.code === 'AWS_NOT_FOUND';
