import { input } from '@inquirer/prompts';
import type { Paint } from './paint.ts';
import { safeLine } from './safe-text.ts';
import { bold, cyan, dim, red } from './style.ts';

export interface LineQuestion {
  readonly message: string;
  readonly recommended?: string | undefined;
  /** Nothing of it is echoed, and nothing of it is cut off. */
  readonly isHidden?: boolean;
  /** A sentence when the text is not accepted. */
  readonly refuse: (text: string) => string | undefined;
}

/** What was typed before the program was stopped; never of a secret. */
export interface BegunLine {
  text: string;
}

type Context = NonNullable<Parameters<typeof input>[1]>;

/**
 * One line of text, asked again until it is accepted. A module of its own: Inquirer's package is taken to pieces by the
 * bundler only behind a static import.
 */
export async function linePrompt(
  question: LineQuestion,
  begun: BegunLine,
  paint: Paint,
  context: Context,
): Promise<string> {
  const { message, recommended, isHidden = false, refuse } = question;
  const shown = (text: string) => {
    if (isHidden) return '';
    begun.text = text;
    return paint(safeLine(text));
  };
  const kept = (text: string) => (isHidden ? text : text.trim());
  const before = begun.text;
  const asked = input(
    {
      message: paint(bold(safeLine(message))),
      ...(recommended === undefined ? {} : { default: recommended }),
      validate: (typed) => refuse(kept(typed)) ?? true,
      transformer: shown,
      theme: {
        prefix: paint(cyan('?')),
        style: {
          message: (painted: string) => painted,
          error: (sentence: string) => paint(red(`✗ ${safeLine(sentence)}`)),
          defaultAnswer: (answer: string) => paint(dim(`(${safeLine(answer)})`)),
          answer: shown,
        },
      },
    },
    context,
  );
  // Inquirer draws, and listens, behind the first turn of the loop. Its own prefill would take the place of the default.
  if (before !== '') setImmediate(() => context.input?.emit('keypress', before, { sequence: before }));
  return kept(await asked);
}
