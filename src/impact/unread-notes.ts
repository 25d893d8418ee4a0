import type { Unread } from '../checks/impact/fleet-facts.ts';
import { CertprovError, isAccessDenied } from '../errors.ts';
import { groupDigits } from '../terminal/quantity-text.ts';

/** Keeps what was not read and why. An error that is not one of certprov's is a defect, and is thrown on. */
export class UnreadNotes {
  readonly notes: Unread[] = [];

  /** Null in place of what could not be read. */
  readonly orNull = <T>(what: string, read: Promise<T>): Promise<T | null> =>
    read.catch((error: unknown) => {
      this.refused(what, error);
      return null;
    });

  refused(what: string, error: unknown): void {
    if (!(error instanceof CertprovError) || error.code === 'CANCELLED') throw error;
    this.#add({ what: `${what} could not be read`, why: error.message, fix: fixOf(error) });
  }

  /** When the time that there was is over. */
  leftOut(what: string, read: number, total: number): void {
    if (read < total)
      this.#add({
        what: `${groupDigits(read)} of ${groupDigits(total)} ${what} were read`,
        why: 'there are too many for this page',
        fix: 'run `certprov impact`, which reads all of them',
      });
  }

  #add(note: Unread): void {
    if (!this.notes.some(({ what, why }) => what === note.what && why === note.why)) this.notes.push(note);
  }
}

function fixOf(error: CertprovError): string {
  const { fix, details } = error;
  const { action } = details;
  return isAccessDenied(error) && typeof action === 'string'
    ? `allow ${action} (docs/operator-policy.md) and run \`certprov impact\``
    : (fix ?? 'run `certprov impact`');
}
