import { createInterface } from 'node:readline';
import { cancelled, inputRequired } from '../errors.ts';
import { isRecommended, matching, numberedChoices, shortOf } from './choice-list.ts';
import { answeredLine, typedWordsDiffer, yesNo } from './line-answers.ts';
import { askOpenly } from './open-question.ts';
import type { Arriving, Choice, Prompter, PrompterOptions, SearchQuestion, SelectQuestion } from './prompter.ts';
import { safeLine } from './safe-text.ts';

/** Asks in plain lines that are written once: for screen readers, braille lines and terminals that cannot be redrawn. */
export function accessiblePrompter(options: PrompterOptions): Prompter {
  const { stderr, paint } = options;
  const say = (text: string) => stderr.write(`${paint(text)}\n`);

  /** Asks until the answer is one: `read` gives a sentence about an answer that is not. */
  async function askLine<A>(message: string, read: (text: string) => { readonly answer: A } | string): Promise<A> {
    for (;;) {
      const outcome = read((await readLine(options, `? ${safeLine(message)} `)).trim());
      if (typeof outcome !== 'string') return outcome.answer;
      say(`! ${safeLine(outcome)}`);
    }
  }

  async function choose<T>(question: SearchQuestion<T>): Promise<T> {
    const { message, recommended } = question;
    let choices = await arrived(options, question);
    for (;;) {
      say(`? ${safeLine(message)}\n${numberedChoices(choices, recommended)}`);
      const start = choices.findIndex((choice) => isRecommended(choice, recommended) && choice.disabled === undefined);
      const hint = start >= 0 ? `, or Enter for ${start + 1}` : '';
      const text = (await readLine(options, `number, or part of a name${hint}: `)).trim();
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
    select: <T>({ choices, ...question }: SelectQuestion<T>) =>
      choose<T>({ ...question, source: (term) => Promise.resolve(matching(choices, term)) }),
    search: choose,
    input: (question) => {
      const { message, recommended } = question;
      return askLine(recommended === undefined ? message : `${message} (Enter for ${recommended})`, (text) => {
        const answer = text === '' && recommended !== undefined ? recommended : text;
        return question.validate?.(answer) ?? { answer };
      });
    },
    // The terminal itself echoes in this mode, and a screen reader may read it aloud.
    secret: ({ flag, message }) =>
      Promise.reject(inputRequired(flag, { fix: `${message}: put it into a file and pass ${flag}` })),
    confirm: ({ message }) =>
      askLine(`${message} (y/N)`, (text) => {
        const answer = yesNo(text);
        return answer === undefined ? 'answer y or n' : { answer };
      }),
    typed: ({ message, expected }) => askLine(message, (answer) => typedWordsDiffer(answer, expected) ?? { answer }),
  };
}

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
