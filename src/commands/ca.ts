import type { ChangingContext } from '../context.ts';
import type { ExitCode } from '../errors.ts';
import { createAuthority, type CreateAuthorityFlags } from './ca/create-authority.ts';
import { deleteAuthorityKey, type DeleteAuthorityFlags } from './ca/delete-authority-key.ts';

export type { CreateAuthorityFlags } from './ca/create-authority.ts';
export type { DeleteAuthorityFlags } from './ca/delete-authority-key.ts';

/** A CA of one's own: its key in KMS or in a secret, its certificate in a file. */
export const runCaCreate = (flags: CreateAuthorityFlags, context: ChangingContext): Promise<ExitCode> =>
  createAuthority(flags, context);

/** The only way to delete the key of a CA: its name has to be typed. */
export const runCaDelete = (name: string, flags: DeleteAuthorityFlags, context: ChangingContext): Promise<ExitCode> =>
  deleteAuthorityKey(name, flags, context);
