import type { ReadingContext } from '../../context.ts';
import type { KeptAnswer } from '../../terminal/interview/asking-prompter.ts';
import type { Interview } from '../../terminal/interview/interview.ts';
import { safeText } from '../../terminal/safe-text.ts';
import type { Choice } from '../../terminal/prompter.ts';
import { forgetAnswers, readAnswers } from './kept-answers.ts';

type Offer = 'plan' | 'each' | 'anew';

/** A run that was stopped goes on with what it was told. */
export async function offerAnswers(interview: Interview, context: ReadingContext): Promise<void> {
  const kept = await readAnswers(context);
  if (!kept) return;
  const { prompter, output } = context;
  const choices: Choice<Offer>[] = [
    { value: 'plan', label: `on to the plan   ${summaryOf(kept.answers)}`, short: 'on to the plan' },
    { value: 'each', label: 'look at each     every question again, with its answer', short: 'look at each' },
    { value: 'anew', label: 'begin anew       nothing of it is kept', short: 'begin anew' },
  ];
  const when = kept.at.toISOString().slice(0, 16).replace('T', ' ');
  output.say();
  const chosen = await prompter.select({
    flag: '',
    message: `Go on with your answers of ${when} UTC?`,
    recommended: 'plan' as const,
    choices,
  });
  if (chosen === 'anew') forgetAnswers(context);
  else interview.take(kept.answers, chosen === 'plan');
}

const summaryOf = (answers: readonly KeptAnswer[]): string =>
  safeText(answers.flatMap(({ isStop, shown }) => (isStop ? [] : [shown])).join(' · '));
