import { createPrompt, isEnterKey, useEffect, useKeypress, useRef, useState } from '@inquirer/core';
import { listsOf } from './arriving-choices.ts';
import { type ChoiceList, withArrived, withMoved } from './choice-list.ts';
import { choiceView } from './choice-view.ts';
import type { PageRows } from './page-rows.ts';
import type { Paint } from './paint.ts';
import type { Choice, SearchQuestion } from './prompter.ts';
import { safeLine } from './safe-text.ts';
import { bold, cyan } from './style.ts';
import type { TerminalStream } from './terminal-traits.ts';

/** Where the question stood when the program was stopped. */
export interface BegunChoice {
  term: string;
  list: ChoiceList<unknown>;
}

interface ChoicePromptConfig<T> {
  readonly question: SearchQuestion<T>;
  readonly begun: BegunChoice;
  readonly paint: Paint;
  readonly stream: TerminalStream;
  readonly page: PageRows | undefined;
  /** The source failed: there is no way to go on with this question. */
  readonly onFailure: (error: unknown) => void;
}

const ERASE_BELOW = '\u001B[J';
/** Header, three lines about the choice, footer, and a line to spare. */
const OTHER_ROWS = 6;
const HEADER_AND_FOOTER = 2;
const MOST_ROWS = 12;
const FEWEST_ROWS = 3;

/**
 * The list prompt. Inquirer's own `search` waits for the whole list, lays out every choice on every key and lets long
 * labels wrap; this one shows choices while they arrive, draws one page, one line each, and follows a resize.
 */
const anyChoicePrompt = createPrompt<Choice<unknown>, ChoicePromptConfig<unknown>>((config, done) => {
  const { question, begun, paint, stream, page } = config;
  const [list, setList] = useState<ChoiceList<unknown>>(begun.list);
  const [term, setTerm] = useState(begun.term);
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const [size, setSize] = useState(sizeOf(stream, page));
  // Keys and arriving lists both change the list; a closure over one drawing would lose the other's change.
  const current = useRef<ChoiceList<unknown>>(begun.list);
  const isAsBefore = useRef(begun.list.choices.length > 0);
  const change = (next: ChoiceList<unknown>) => {
    current.current = next;
    begun.list = next;
    setList(next);
  };

  // Of the term for which Enter came before its choices did, as when both are pasted.
  const entered = useRef<string | undefined>(undefined);
  const choose = (choice: Choice<unknown> | undefined) => {
    if (choice?.disabled !== undefined) setRefusal(`cannot be chosen: ${safeLine(choice.disabled)}`);
    else if (choice) done(choice);
  };

  useEffect(() => {
    // Terminals differ in where the cursor is after they have wrapped lines anew, so torn lines above it may stay.
    const onResize = () => {
      stream.write(ERASE_BELOW);
      setSize(sizeOf(stream, page));
    };
    stream.on('resize', onResize);
    return () => stream.removeListener('resize', onResize);
  }, []);

  useEffect((line) => line.write(begun.term), []);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    // Asked again, it stands where it stood; what is waited for does not keep the cursor.
    if (!isAsBefore.current) change({ ...current.current, state: 'waiting' });
    isAsBefore.current = false;
    const follow = async () => {
      try {
        for await (const choices of listsOf(question.source(term === '' ? undefined : term, signal))) {
          if (signal.aborted) return;
          change(withArrived(current.current, choices, question.initial ?? question.recommended));
        }
        if (signal.aborted) return;
        change({ ...current.current, state: 'complete' });
        if (entered.current === term) choose(current.current.choices[current.current.active]);
      } catch (error) {
        if (!signal.aborted) config.onFailure(error);
      }
    };
    void follow();
    return () => controller.abort();
  }, [term]);

  useKeypress((key, line) => {
    const { choices, active, state } = current.current;
    const moved = rowsMoved(key, size.rows, choices.length);
    if (isEnterKey(key)) {
      // readline has emptied its line; what was typed is still the term.
      line.write(term);
      // Nobody has typed anything at a list that shows nothing yet: that Enter was meant for something before.
      if (state === 'waiting') entered.current = term === '' ? undefined : term;
      else choose(choices[active]);
    } else if (moved !== 0 || key.name === 'tab') {
      // readline took the key too: for its history, or as a character.
      line.clearLine(0);
      line.write(term);
      setRefusal(undefined);
      entered.current = undefined;
      change(withMoved(current.current, moved));
    } else if (line.line !== term) {
      setRefusal(undefined);
      entered.current = undefined;
      begun.term = line.line;
      setTerm(line.line);
    }
  });

  const header = paint(`${cyan('?')} ${bold(safeLine(question.message))} `) + paint(safeLine(term));
  const view = choiceView(list, {
    ...size,
    recommended: question.recommended,
    canGoBack: question.canGoBack === true,
    term,
    refusal,
  });
  return [header, paint(view)];
});

export async function choicePrompt<T>(config: ChoicePromptConfig<T>, context: Context): Promise<Choice<T>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- createPrompt cannot be generic; the choice is one that the source gave
  return (await anyChoicePrompt(config, context)) as Choice<T>;
}

type Context = NonNullable<Parameters<typeof anyChoicePrompt>[1]>;

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A page that is too high for the screen as it is has lost its title, and the list may have the room. */
function sizeOf({ columns, rows }: TerminalStream, page: PageRows | undefined): Size {
  const height = rows || 24;
  const below = height - HEADER_AND_FOOTER - (page?.count ?? 0);
  const room = height - OTHER_ROWS;
  const fitting = below >= FEWEST_ROWS ? Math.min(room, below) : room;
  return { columns: columns || 80, rows: Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, fitting)) };
}

function rowsMoved(key: { readonly name: string }, page: number, count: number): number {
  if (key.name === 'up') return -1;
  if (key.name === 'down') return 1;
  if (key.name === 'pageup') return -page;
  if (key.name === 'pagedown') return page;
  if (key.name === 'home') return -count;
  return key.name === 'end' ? count : 0;
}
