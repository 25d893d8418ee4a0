import { CertprovError, EXIT, type ErrorCode } from '../../errors.ts';

/** Never with a cause: an error of a decoder may hold what it stumbled over, and here that is a key. */
export const keyError = (code: Extract<ErrorCode, `KEY_${string}`>, message: string, fix?: string): CertprovError =>
  new CertprovError(code, message, { fix, exitCode: EXIT.usage });

export const passphraseNeeded = (what: string): CertprovError =>
  keyError('KEY_PASSPHRASE_NEEDED', `${what} is encrypted, and no passphrase was given`, 'pass its passphrase');

export const passphraseWrong = (what: string): CertprovError =>
  keyError(
    'KEY_PASSPHRASE_WRONG',
    `the passphrase does not open ${what}`,
    'check it, its capitals and the keyboard layout; a file that is damaged cannot be opened either',
  );
