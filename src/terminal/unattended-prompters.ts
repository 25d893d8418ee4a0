import { inputRequired } from '../errors.ts';
import type { Prompter } from './prompter.ts';

/** A whole command line that answers a question: from its flag and, for words to type, the words. */
export type FixForFlag = (flag: string, words?: string) => string | undefined;

/** Nobody is there to answer: every question is an error that names its flag. */
export function absentPrompter(fixFor: FixForFlag = () => undefined): Prompter {
  const refuse = (flag: string, words?: string): Promise<never> => {
    const fix = fixFor(flag, words);
    return Promise.reject(inputRequired(flag, fix === undefined ? {} : { fix }));
  };
  return {
    interactive: false,
    select: ({ flag }) => refuse(flag),
    search: ({ flag }) => refuse(flag),
    input: ({ flag }) => refuse(flag),
    secret: ({ flag }) => refuse(flag),
    confirm: ({ flag }) => refuse(flag),
    typed: ({ flag, expected }) => refuse(flag, expected),
  };
}
