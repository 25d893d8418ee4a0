import type { Arriving, Choice, Prompter } from '../../src/terminal/prompter.ts';

/** What a test answers: the beginning of a choice's label, a text, or yes and no; a list answers the same flag again and again. */
export type ScriptedAnswer = string | boolean;
export type Script = Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>;

export interface ScriptedPrompter extends Prompter {
  /** The flags asked for, in order. */
  readonly asked: readonly string[];
  /** The choices that were offered for a flag the last time. */
  offered(flag: string): readonly Choice<unknown>[];
}

/** Answers by flag. A question without an answer, and an answer that the question would not take, fail the test. */
export function scriptedPrompter(script: Script): ScriptedPrompter {
  const asked: string[] = [];
  const offers = new Map<string, readonly Choice<unknown>[]>();

  const answerTo = (flag: string): ScriptedAnswer => {
    const times = asked.filter((earlier) => earlier === flag).length;
    asked.push(flag);
    const scripted = script[flag];
    const answer = typeof scripted === 'object' ? scripted[times] : scripted;
    if (answer === undefined) throw new Error(`the test has no answer for ${flag}`);
    return answer;
  };

  const choose = <T>(flag: string, choices: readonly Choice<T>[]): T => {
    const answer = answerTo(flag);
    offers.set(flag, choices);
    const choice = choices.find(({ label, value }) => value === answer || label.startsWith(String(answer)));
    if (!choice) throw new Error(`${flag} offers no "${answer}": ${choices.map(({ label }) => label).join(' | ')}`);
    if (choice.disabled !== undefined) throw new Error(`${flag} "${answer}" cannot be chosen: ${choice.disabled}`);
    return choice.value;
  };

  return {
    interactive: true,
    backKey: 'Esc',
    asked,
    offered: (flag) => offers.get(flag) ?? [],
    select: async ({ flag, choices }) => choose(flag, choices),
    search: async (question) =>
      choose(question.flag, await lastOf(question.source(undefined, new AbortController().signal))),
    input: async (question) => {
      const text = String(answerTo(question.flag));
      const refusal = question.validate?.(text);
      if (refusal !== undefined) throw new Error(`${question.flag} refuses "${text}": ${refusal}`);
      return text;
    },
    secret: async (question) => {
      const text = String(answerTo(question.flag));
      const refusal = question.validate?.(text);
      if (refusal !== undefined) throw new Error(`${question.flag} refuses what was given: ${refusal}`);
      return text;
    },
    confirm: async ({ flag }) => answerTo(flag) === true,
    typed: async ({ flag }) => String(answerTo(flag)),
  };
}

async function lastOf<T>(arriving: Arriving<readonly Choice<T>[]>): Promise<readonly Choice<T>[]> {
  if (!(Symbol.asyncIterator in arriving)) return arriving;
  let last: readonly Choice<T>[] = [];
  for await (const choices of arriving) last = choices;
  return last;
}
