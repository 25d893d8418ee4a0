import { idOf } from './choice-list.ts';
import type { Arriving, Choice, SearchQuestion } from './prompter.ts';

/** A list that is whole at once is one that arrives once. */
export async function* listsOf<T>(arriving: Arriving<readonly Choice<T>[]>): AsyncGenerator<readonly Choice<T>[]> {
  if (Symbol.asyncIterator in arriving) yield* arriving;
  else yield await arriving;
}

/** The choice that has this name now, unless it cannot be chosen any more. */
export async function findChoice<T>(
  question: SearchQuestion<T>,
  { answer, term }: { readonly answer: string; readonly term: string | undefined },
): Promise<Choice<T> | undefined> {
  let found: Choice<T> | undefined;
  for await (const choices of listsOf(question.source(term, new AbortController().signal)))
    found = choices.find((choice) => idOf(choice) === answer);
  return found?.disabled === undefined ? found : undefined;
}

/** Tells of each list before it is handed on. */
export async function* noting<T>(
  arriving: Arriving<readonly Choice<T>[]>,
  note: (choices: readonly Choice<T>[]) => void,
): AsyncGenerator<readonly Choice<T>[]> {
  for await (const choices of listsOf(arriving)) {
    note(choices);
    yield choices;
  }
}
