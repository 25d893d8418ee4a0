/** A sentence when the words typed are not the ones asked for, else undefined. */
export const typedWordsDiffer = (typed: string, expected: string): string | undefined =>
  typed.trim() === expected ? undefined : `that is not ${expected}: type exactly that, or press Ctrl-C to stop`;
