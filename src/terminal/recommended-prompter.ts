import { CertprovError, EXIT } from '../errors.ts';
import type { FixForFlag } from './unattended-prompters.ts';
import type { Prompter } from './prompter.ts';

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
