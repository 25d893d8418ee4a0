import { GoBack } from './go-back.ts';
import { matching, NO_CHOICES, shortOf } from './choice-list.ts';
import type { BegunChoice } from './choice-prompt.ts';
import { answeredLine, notYesNo, typedWordsDiffer, unansweredLine, yesNo } from './line-answers.ts';
import type { BegunLine, LineQuestion } from './line-prompt.ts';
import { askOpenly, type OpenQuestion } from './open-question.ts';
import type { Choice, Prompter, PrompterOptions, Question, SearchQuestion, SelectQuestion } from './prompter.ts';
import { dim } from './style.ts';
import { wrap } from './text-layout.ts';

/** As high as the two kinds of questions are drawn at the most. */
const LINE_ROWS = 3;
const CHOICE_ROWS = 18;

/** Asks in a terminal that can be redrawn. A question is erased when it ends and leaves one line. */
export function terminalPrompter(options: PrompterOptions): Prompter {
  const { stdin, stderr, paint, page } = options;
  const context = ({ signal }: OpenQuestion) => ({ input: stdin, output: stderr, signal, clearPromptOnDone: true });

  const leave = (line: string) => {
    const lines = wrap(line, stderr.columns || 80, { indent: '  ' }).join('\n');
    page?.wrote(lines);
    stderr.write(`${paint(lines)}\n`);
  };

  async function ask<A>(
    { message, canGoBack }: Pick<Question, 'message' | 'canGoBack'>,
    shown: (answer: A) => string,
    prompt: (question: OpenQuestion) => Promise<A>,
    { answered = message, rows = LINE_ROWS }: { readonly answered?: string | undefined; readonly rows?: number } = {},
  ) {
    const say = (why: string) => leave(`${unansweredLine(message)} ${dim(`(${why})`)}`);
    const makeRoom = () => stderr.write('\n'.repeat(rows));
    try {
      const answer = await askOpenly({ ...options, say, makeRoom, canGoBack }, prompt);
      leave(answeredLine(answered, shown(answer)));
      return answer;
    } catch (error) {
      // It is asked again, or another one is, in its place.
      if (!(error instanceof GoBack)) leave(unansweredLine(message));
      throw error;
    }
  }

  async function choose<T>(question: SearchQuestion<T>): Promise<T> {
    const begun: BegunChoice = { term: '', list: NO_CHOICES };
    const choice = await ask<Choice<T>>(
      question,
      shortOf,
      async (open) => {
        const { choicePrompt } = await import('./choice-prompt.ts');
        return choicePrompt({ question, begun, paint, stream: stderr, page, onFailure: open.fail }, context(open));
      },
      { rows: CHOICE_ROWS },
    );
    return choice.value;
  }

  function lineAsker(question: LineQuestion): (open: OpenQuestion) => Promise<string> {
    const begun: BegunLine = { text: '' };
    return async (open) => {
      const { linePrompt } = await import('./line-prompt.ts');
      return linePrompt(question, begun, paint, context(open));
    };
  }

  return {
    interactive: true,
    backKey: 'Esc',
    select: <T>({ choices, ...question }: SelectQuestion<T>) =>
      choose<T>({ ...question, source: (term) => Promise.resolve(matching(choices, term)) }),
    search: choose,
    input: (question) => {
      const { message, recommended } = question;
      return ask(question, String, lineAsker({ message, recommended, refuse: (text) => question.validate?.(text) }));
    },
    secret: (question) => {
      const { message } = question;
      const refuse = (text: string) => (text === '' ? 'it cannot be empty' : question.validate?.(text));
      return ask(question, () => 'given, not shown', lineAsker({ message, isHidden: true, refuse }));
    },
    confirm: (question) => {
      const askLine = lineAsker({ message: `${question.message} (y/N)`, refuse: notYesNo });
      return ask(
        question,
        (isYes) => (isYes ? 'yes' : 'no'),
        async (open) => yesNo(await askLine(open)) === true,
      );
    },
    typed: ({ expected, answered, ...question }) => {
      const refuse = (text: string) => typedWordsDiffer(text, expected);
      return ask(question, String, lineAsker({ message: question.message, refuse }), { answered });
    },
  };
}
