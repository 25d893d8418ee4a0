import { literalSource } from '../../../src/sandbox/iam/wildcards.ts';
import type { Account } from '../../e2e/account.ts';

export interface Question {
  /** Undefined for one that is only on the way to others. */
  readonly name: string | undefined;
  /** On screen as soon as it can be answered. */
  readonly ready: RegExp;
  readonly answer: string;
}

/** A command up to the last of its questions that no other entry of the same column has. */
export interface AskingCommand {
  readonly column: string;
  readonly before: Account;
  readonly args: (account: Account) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly questions: (account: Account) => readonly Question[];
}

/** A question, by the words that it begins with. A recommended answer is in brackets behind it. */
export const ask = (name: string, says: string, answer = '\r'): Question => ({
  name,
  ready: new RegExp(`^\\? ${literalSource(says)}`, 'm'),
  answer,
});

/** One whose choices can be moved through; a word narrows them. */
export const choose = (name: string, says: string, answer = '\r'): Question => ({
  name,
  ready: new RegExp(`^\\? ${literalSource(says)}[^]* move`, 'm'),
  answer,
});

/** The same in plain lines, where a number or a word chooses. */
export const choosePlainly = (name: string, says: string, answer = '\r'): Question => ({
  name,
  ready: new RegExp(`^\\? ${literalSource(says)}[^]*^number, or part of a name`, 'm'),
  answer,
});

/** The one choice that is left of a list. */
export const narrowed = (label: string, name?: string): Question => ({
  name,
  ready: new RegExp(`❯ ${literalSource(label)}[^]*1 of 1`),
  answer: '\r',
});

export const onTheWay = (question: Question): Question => ({ ...question, name: undefined });
