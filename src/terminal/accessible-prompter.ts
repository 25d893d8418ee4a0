import { createInterface } from 'node:readline';
import { cancelled, inputRequired } from '../errors.ts';
import { isRecommended, matching, numberedChoices, shortOf } from './choice-list.ts';
import { answeredLine, typedWordsDiffer, yesNo } from './line-answers.ts';
import { GoBack } from './go-back.ts';
import { askOpenly } from './open-question.ts';
import type {
  Arriving,
  Choice,
  Prompter,
  PrompterOptions,
  Question,
  SearchQuestion,
  SelectQuestion,
} from './prompter.ts';
import { safeLine } from './safe-text.ts';
import { wrap } from './text-layout.ts';

/** Asks in plain lines that are written once: for screen readers, braille lines and terminals that cannot be redrawn. */
export function accessiblePrompter(options: PrompterOptions): Prompter {
  const { stderr, paint } = options;
  const say = (text: string) => stderr.write(`${paint(text)}\n`);
  // A terminal breaks in the middle of words, which is read aloud as two.
  const laidOut = (text: string): string =>
    text
      .split('\n')
      .map((line) => wrap(line, stderr.columns || 80, { indent: '     ' }).join('\n'))
      .join('\n');

  /** Asks until the answer is one: `read` gives a sentence about an answer that is not. */
  async function askLine<A>(
    { canGoBack = false }: Pick<Question, 'canGoBack'>,
    message: string,
    read: (text: string) => { readonly answer: A } | string,
  ): Promise<A> {
    // Words to type say it themselves, at their end.
    const hint = canGoBack && !message.includes(`${BACK} to go back`) ? BACK_HINT : '';
    for (;;) {
      const text = (await readLine(options, `${laidOut(`? ${safeLine(message)}${hint}`)} `)).trim();
      if (canGoBack && text === BACK) throw new GoBack();
      const outcome = read(text);
      if (typeof outcome !== 'string') return outcome.answer;
      say(`! ${safeLine(outcome)}`);
    }
  }

  async function choose<T>(question: SearchQuestion<T>): Promise<T> {
    const { message, recommended, initial = recommended, canGoBack = false } = question;
    let choices = await arrived(options, question);
    for (;;) {
      say(`${laidOut(`? ${safeLine(message)}`)}\n${laidOut(numberedChoices(choices, recommended))}`);
      const start = choices.findIndex((choice) => isRecommended(choice, initial) && choice.disabled === undefined);
      const hint = `${canGoBack ? `, ${BACK} to go back` : ''}${start >= 0 ? `, or Enter for ${start + 1}` : ''}`;
      const text = (await readLine(options, `${laidOut(`number, or part of a name${hint}:`)} `)).trim();
      if (canGoBack && text === BACK) throw new GoBack();
      const wanted = text === '' && start >= 0 ? start + 1 : Number(text);
      const choice = text !== '' || start >= 0 ? choices[wanted - 1] : undefined;
      if (choice?.disabled !== undefined) say(`! cannot be chosen: ${safeLine(choice.disabled)}`);
      else if (choice) {
        say(answeredLine(message, shortOf(choice)));
        return choice.value;
      } else {
        const found = await arrived(options, question, text === '' ? undefined : text);
        if (found.length > 0) choices = found;
        else say(`! nothing matches ${safeLine(text)}`);
      }
    }
  }

  return {
    interactive: true,
    backKey: BACK,
    select: <T>({ choices, ...question }: SelectQuestion<T>) =>
      choose<T>({ ...question, source: (term) => Promise.resolve(matching(choices, term)) }),
    search: choose,
    input: (question) => {
      const { message, recommended } = question;
      return askLine(
        question,
        recommended === undefined ? message : `${message} (Enter for ${recommended})`,
        (text) => {
          const answer = text === '' && recommended !== undefined ? recommended : text;
          return question.validate?.(answer) ?? { answer };
        },
      );
    },
    // The terminal itself echoes in this mode, and a screen reader may read it aloud.
    secret: ({ flag, message }) =>
      Promise.reject(inputRequired(flag, { fix: `${message}: put it into a file and pass ${flag}` })),
    confirm: (question) =>
      askLine(question, `${question.message} (y/N)`, (text) => {
        const answer = yesNo(text);
        return answer === undefined ? 'answer y or n' : { answer };
      }),
    typed: (question) =>
      askLine(question, question.message, (answer) => typedWordsDiffer(answer, question.expected) ?? { answer }),
  };
}

/** No answer to any question, and on every keyboard. */
const BACK = '<';
const BACK_HINT = ` (${BACK} to go back)`;

/** A list that is read aloud is shown once it is whole. */
function arrived<T>(
  options: PrompterOptions,
  question: SearchQuestion<T>,
  term?: string,
): Promise<readonly Choice<T>[]> {
  return askOpenly(inLines(options), ({ signal }) => unlessAborted(signal, wholeList(question.source(term, signal))));
}

async function wholeList<T>(arriving: Arriving<readonly Choice<T>[]>): Promise<readonly Choice<T>[]> {
  if (!(Symbol.asyncIterator in arriving)) return arriving;
  let last: readonly Choice<T>[] = [];
  for await (const choices of arriving) last = choices;
  return last;
}

/** One line as the terminal itself edits it. The reader lives for one question, or it would keep the program alive. */
async function readLine(options: PrompterOptions, question: string): Promise<string> {
  const { stdin, stderr, paint } = options;
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    return await askOpenly(inLines(options), ({ signal }) => {
      const line = new Promise<string>((resolve, reject) => {
        lines.once('line', resolve).once('close', () => reject(cancelled()));
      });
      // Not earlier: whoever reads the question may answer it with Ctrl-C at once.
      stderr.write(paint(question));
      return unlessAborted(signal, line);
    });
  } catch (error) {
    // The terminal has echoed ^C and left the cursor behind it.
    stderr.write('\n');
    throw error;
  } finally {
    lines.close();
  }
}

/** The terminal itself stops the program here, and what was written stays. */
const inLines = (options: PrompterOptions) => ({ ...options, say: () => undefined, makeRoom: () => undefined });

function unlessAborted<A>(signal: AbortSignal, answer: Promise<A>): Promise<A> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(cancelled()));
    answer.then(resolve, reject);
  });
}
