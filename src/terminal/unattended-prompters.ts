import { CertprovError, EXIT, inputRequired } from '../errors.ts';
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
    backKey: '',
    select: ({ flag }) => refuse(flag),
    search: ({ flag }) => refuse(flag),
    input: ({ flag }) => refuse(flag),
    secret: ({ flag }) => refuse(flag),
    confirm: ({ flag }) => refuse(flag),
    typed: ({ flag, expected }) => refuse(flag, expected),
  };
}

/**
 * `--yes`: every question that has a recommended answer gets it. One without is an error that names its flag, and so
 * is the fleet-wide question, which has none by its nature.
 */
export function recommendedPrompter(fixFor: FixForFlag = () => undefined): Prompter {
  const refuse = (flag: string, words?: string): never => {
    throw new CertprovError('INPUT_REQUIRED', `${flag} is needed: --yes does not answer it`, {
      fix: fixFor(flag, words) ?? `pass ${flag}${words === undefined ? '' : ` ${words}`}`,
      exitCode: EXIT.usage,
      details: { flag },
    });
  };
  return {
    interactive: false,
    backKey: '',
    select: async ({ flag, choices, recommended }) => {
      const choice = choices.find(({ value, disabled }) => value === recommended && disabled === undefined);
      return recommended === undefined || choice === undefined ? refuse(flag) : choice.value;
    },
    search: async ({ flag, recommended }) => recommended ?? refuse(flag),
    input: async (question) => {
      const text = question.recommended ?? refuse(question.flag);
      return question.validate?.(text) === undefined ? text : refuse(question.flag);
    },
    secret: async ({ flag }) => refuse(flag),
    confirm: async ({ flag, recommended }) => recommended ?? refuse(flag),
    typed: async ({ flag, expected }) => refuse(flag, expected),
  };
}
