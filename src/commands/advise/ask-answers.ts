import type { Prompter } from '../../terminal/prompter.ts';
import type { Recommendation } from './decision-tree.ts';
import { answersTo, QUESTIONS, type Answers, type QuestionId } from './questions.ts';
import { recommend } from './recommend.ts';

export interface Advised {
  readonly recommendation: Recommendation;
  /** What was asked or given and did matter, in order. */
  readonly decidedBy: readonly QuestionId[];
  readonly answers: Answers;
}

/** Asks what still matters, one question after the other, until there is only one way left. */
export async function askAnswers(given: Answers, prompter: Prompter): Promise<Advised> {
  let answers = given;
  for (;;) {
    const advice = recommend(answers);
    if ('recommendation' in advice) return { ...advice, answers };
    answers = { ...answers, [advice.next]: await askOne(advice.next, prompter) };
  }
}

function askOne(id: QuestionId, prompter: Prompter): Promise<string> {
  const { flag, message } = QUESTIONS[id];
  return prompter.select({
    flag,
    message,
    choices: Object.entries(answersTo(id)).map(([value, label]) => ({ value, label, short: value })),
  });
}
