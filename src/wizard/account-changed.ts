import { CertprovError, EXIT } from '../errors.ts';

/** Somebody else was quicker, between the plan and the switch. */
export const accountChanged = (message: string): CertprovError =>
  new CertprovError('ACCOUNT_CHANGED', message, {
    fix: 'run the same command again: the function is then tried as it is now',
    exitCode: EXIT.blocked,
  });
