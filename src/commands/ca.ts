import type { Context } from '../context.ts';
import { CertprovError, type ExitCode } from '../errors.ts';
import { createAuthority, type CreateAuthorityFlags } from '../wizard/create-authority.ts';
import { deleteAuthorityKey, type DeleteAuthorityFlags } from '../wizard/delete-authority-key.ts';

export type { CreateAuthorityFlags } from '../wizard/create-authority.ts';
export type { DeleteAuthorityFlags } from '../wizard/delete-authority-key.ts';

/** A CA of one's own: its key in KMS or in a secret, its certificate in a file. */
export const runCaCreate = (flags: CreateAuthorityFlags, context: Context): Promise<ExitCode> =>
  saidOfAccount(createAuthority(flags, context), context);

/** The only way to the end of a CA key: by its name, typed. */
export const runCaDelete = (name: string, flags: DeleteAuthorityFlags, context: Context): Promise<ExitCode> =>
  saidOfAccount(deleteAuthorityKey(name, flags, context), context);

/** An error that came before the first change says so. */
async function saidOfAccount(run: Promise<ExitCode>, { interrupt }: Context): Promise<ExitCode> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof CertprovError && !interrupt.hasChanged) error.aftermath ??= 'nothing was changed';
    throw error;
  }
}
