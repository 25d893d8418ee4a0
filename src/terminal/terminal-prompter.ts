import { matching, shortOf } from './choice-list.ts';
import { answeredLine, notYesNo, typedWordsDiffer, unansweredLine, yesNo } from './line-answers.ts';
import type { LineQuestion } from './line-prompt.ts';
import { askOpenly, type OpenQuestion } from './open-question.ts';
import type { Choice, Prompter, PrompterOptions, SearchQuestion, SelectQuestion } from './prompter.ts';
import { wrap } from './text-layout.ts';

/** Asks in a terminal that can be redrawn. A question is erased when it ends and leaves one line. */
export function terminalPrompter(options: PrompterOptions): Prompter {
  const { stdin, stderr, paint } = options;
  const context = ({ signal }: OpenQuestion) => ({ input: stdin, output: stderr, signal, clearPromptOnDone: true });

  const leave = (line: string) =>
    stderr.write(`${paint(wrap(line, stderr.columns || 80, { indent: '  ' }).join('\n'))}\n`);

  async function ask<A>(
    message: string,
    shown: (answer: A) => string,
    prompt: (question: OpenQuestion) => Promise<A>,
    answered: string = message,
  ) {
    try {
      const answer = await askOpenly(options, prompt);
      leave(answeredLine(answered, shown(answer)));
      return answer;
    } catch (error) {
      leave(unansweredLine(message));
      throw error;
    }
  }

  async function choose<T>(question: SearchQuestion<T>): Promise<T> {
    const choice = await ask<Choice<T>>(question.message, shortOf, async (open) => {
      const { choicePrompt } = await import('./choice-prompt.ts');
      return choicePrompt({ question, paint, stream: stderr, onFailure: open.fail }, context(open));
    });
    return choice.value;
  }

  async function askLine(question: LineQuestion, open: OpenQuestion): Promise<string> {
    const { linePrompt } = await import('./line-prompt.ts');
    return linePrompt(question, paint, context(open));
  }

  return {
    interactive: true,
    select: <T>({ choices, ...question }: SelectQuestion<T>) =>
      choose<T>({ ...question, source: (term) => Promise.resolve(matching(choices, term)) }),
    search: choose,
    input: (question) =>
      ask(question.message, String, (open) => {
        const { message, recommended } = question;
        return askLine({ message, recommended, refuse: (text) => question.validate?.(text) }, open);
      }),
    secret: (question) =>
      ask(
        question.message,
        () => 'given, not shown',
        (open) =>
          askLine(
            {
              message: question.message,
              isHidden: true,
              refuse: (text) => (text === '' ? 'it cannot be empty' : question.validate?.(text)),
            },
            open,
          ),
      ),
    confirm: ({ message }) =>
      ask(
        message,
        (isYes) => (isYes ? 'yes' : 'no'),
        async (open) => {
          return yesNo(await askLine({ message: `${message} (y/N)`, refuse: notYesNo }, open)) === true;
        },
      ),
    typed: ({ message, expected, answered }) =>
      ask(
        message,
        String,
        (open) => askLine({ message, refuse: (text) => typedWordsDiffer(text, expected) }, open),
        answered,
      ),
  };
}
