import { AuthorityError } from './authority-error.ts';

/** A secret that nothing can be sent with. `why` names the member, and never shows what is in it. */
export const unusableSecret = (why: string): AuthorityError =>
  new AuthorityError('AUTHORITY_CREDENTIALS_REFUSED', `the secret of the CA cannot be used: ${why}`);
