/** Only whole words count, and nothing is no: a slip of the finger never agrees to anything. */
export function yesNo(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'y' || word === 'yes') return true;
  return word === '' || word === 'n' || word === 'no' ? false : undefined;
}

/** A sentence when the text is neither yes nor no, else undefined. */
export const notYesNo = (text: string): string | undefined => (yesNo(text) === undefined ? 'answer y or n' : undefined);
