import { findChoice, noting } from '../arriving-choices.ts';
import { idOf, matching, shortOf } from '../choice-list.ts';
import type { Choice, Prompter, Question, SearchQuestion, SelectQuestion } from '../prompter.ts';

/** An answer as it is kept: a text, by which it is found again among what can be answered then. */
export interface KeptAnswer {
  /** The question, and how many of the same words there were before it. */
  readonly question: string;
  readonly flag: string;
  readonly message: string;
  readonly answer: string;
  /** What is left of it on screen. */
  readonly shown: string;
  /** In memory only. */
  readonly isSecret?: boolean;
  /** It led on from a page, and says nothing about the account. */
  readonly isStop?: boolean;
}

type Live<A> = (extra: { readonly canGoBack: boolean; readonly before: KeptAnswer | undefined }) => Promise<A>;

/** How one kind of question is asked, and answered by what is kept. */
export interface Answering<A> {
  readonly live: Live<A>;
  /** What a kept answer stands for now; undefined when it cannot be given any more. */
  readonly find: (kept: KeptAnswer) => Promise<{ readonly value: A } | undefined>;
  readonly kept: (answer: A) => Pick<KeptAnswer, 'answer' | 'shown' | 'isSecret'>;
}

type Ask = <A>(question: Question, answering: Answering<A>) => Promise<A>;

/** User names and the like are no secret, and still nobody's business. */
const CREDENTIALS = '--ca-credentials';

/** Every question goes by way of `ask`, which knows what was answered before. */
export function askingPrompter(inner: Prompter, ask: Ask): Prompter {
  const choose = <T>(question: SearchQuestion<T>, isLong: boolean): Promise<T> => {
    const seen = new Map<T, Choice<T>>();
    const note = (choices: readonly Choice<T>[]) => choices.forEach((choice) => seen.set(choice.value, choice));
    const again = async ({ answer, shown }: KeptAnswer): Promise<Choice<T> | undefined> =>
      findChoice(question, { answer, term: isLong ? shown : undefined });
    return ask<T>(question, {
      find: again,
      live: async ({ canGoBack, before }) =>
        inner.search({
          ...question,
          canGoBack,
          initial: before && (await again(before))?.value,
          source: (term, signal) => noting(question.source(term, signal), note),
        }),
      kept: (value) => {
        const choice = seen.get(value) ?? { value, label: String(value) };
        return { answer: idOf(choice), shown: shortOf(choice) };
      },
    });
  };
  return {
    interactive: true,
    backKey: inner.backKey,
    search: (question) => choose(question, true),
    select: <T>({ choices, ...question }: SelectQuestion<T>) =>
      choose<T>({ ...question, source: (term) => Promise.resolve(matching(choices, term)) }, false),
    input: (question) =>
      ask<string>(question, {
        find: async ({ answer }) => (question.validate?.(answer) === undefined ? { value: answer } : undefined),
        live: ({ canGoBack, before }) =>
          inner.input({ ...question, canGoBack, recommended: before?.answer ?? question.recommended }),
        // A user name is no secret, and still nobody's business.
        kept: (text) => ({ answer: text, shown: text, isSecret: question.flag === CREDENTIALS }),
      }),
    secret: (question) =>
      ask<string>(question, {
        find: async ({ answer }) => ({ value: answer }),
        live: ({ canGoBack }) => inner.secret({ ...question, canGoBack }),
        kept: (answer) => ({ answer, shown: 'given, not shown', isSecret: true }),
      }),
    confirm: (question) =>
      ask<boolean>(question, {
        find: async ({ answer }) => ({ value: answer === 'yes' }),
        live: ({ canGoBack }) => inner.confirm({ ...question, canGoBack }),
        kept: (isYes) => ({ answer: isYes ? 'yes' : 'no', shown: isYes ? 'yes' : 'no' }),
      }),
    typed: (question) => inner.typed({ ...question, canGoBack: true }),
  };
}
