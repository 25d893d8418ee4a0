import type { SecretSource } from './secret-documents.ts';

/** A secret that is at hand already: the operator has just given it. */
export const fixedSecret = <T>(secret: T): SecretSource<T> => ({ read: async () => secret, forget: () => undefined });
