import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { holdsCaKey, nameOf } from '../../actions/identity.ts';
import { functionNameOf } from '../../aws/arn.ts';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { ReadingContext } from '../../context.ts';
import type { CertprovError } from '../../errors.ts';
import { dim, yellow } from '../../terminal/style.ts';
import { findMade, inUndoOrder, withoutRepeats } from './find-made.ts';
import { journaledFunctions, type Journaled } from './journaled.ts';
import type { Undoable } from '../../actions/undo-actions.ts';

/** Neither the provider, which goes first, nor the keys of CAs, which go only when they are named. */
const exceptProvider = (undoables: readonly Undoable[]): Undoable[] =>
  undoables.filter(({ action }) => action.kind !== createCertificateProvider.kind && !holdsCaKey(action));

/** Keys of CAs that certprov made here, as far as the journals tell; each is named, for whoever wants to delete it. */
export const caKeysMade = ({ made }: Journaled): string[] => [
  ...new Set(made.filter(({ action }) => holdsCaKey(action)).map(({ action }) => nameOf(action))),
];

/** Names of functions by which the role of a signer may be found. */
const functionNamesSeen = ({ runs }: Journaled, provider: CertificateProvider | undefined): string[] => [
  ...journaledFunctions(runs),
  ...(provider ? [functionNameOf(provider.lambdaFunctionArn)] : []),
];

/** What `--all` removes besides the provider as far as the journals alone tell: without a call. */
export const likelyMade = ({ made }: Journaled): Undoable[] => exceptProvider(inUndoOrder(withoutRepeats(made)));

/** What `--all` removes besides the provider; what cannot be read is an error. */
export async function othersMade(
  journaled: Journaled,
  provider: CertificateProvider | undefined,
  granted: readonly Undoable[],
  { reader, place }: ReadingContext,
): Promise<Undoable[]> {
  const functionNames = functionNamesSeen(journaled, provider);
  const found = await findMade({ made: journaled.made, functionNames }, reader, place);
  return exceptProvider(inUndoOrder(withoutRepeats([...granted, ...found])));
}

/** What a plain rollback leaves, as far as it can be read now; what cannot be read is said, and no error. */
export async function whatStays(
  journaled: Journaled,
  provider: CertificateProvider | undefined,
  granted: readonly Undoable[],
  { reader, place, output }: ReadingContext,
): Promise<Undoable[]> {
  const unread: CertprovError[] = [];
  const functionNames = functionNamesSeen(journaled, provider);
  const clues = { made: journaled.made, functionNames, onUnread: (error: CertprovError) => void unread.push(error) };
  const found = await findMade(clues, reader, place);
  for (const { message } of unread) {
    output.say(
      // With whole journals the account is only a second source.
      journaled.isIntact
        ? dim(`  what certprov made is listed from the journals alone: ${message}`)
        : yellow(`! what certprov made may not be listed whole: ${message}`),
    );
  }
  return exceptProvider(inUndoOrder(withoutRepeats([...granted, ...found])));
}
