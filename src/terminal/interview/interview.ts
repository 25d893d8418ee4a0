import { CertprovError, EXIT } from '../../errors.ts';
import { GoBack } from '../go-back.ts';
import { answeredLine } from '../line-answers.ts';
import type { Output } from '../output.ts';
import type { Choice, Prompter, Question, SelectQuestion } from '../prompter.ts';
import { askingPrompter, type Answering, type KeptAnswer } from './asking-prompter.ts';
import { SilentOutput } from './silent-output.ts';

/** What is thrown while answers are made use of is about the last of them. */
class UnusableAnswer {
  constructor(readonly reason: CertprovError) {}
}

/** To the plan again, with another answer to one question. */
class ChangeAnswer {
  constructor(readonly at: number) {}
}

/**
 * Questions that can be walked back. The walk is a function that asks and reads; to go back is to run it again, with the
 * answers before that point given by the interview and nothing said of them. So what depends on an answer is found out
 * anew, and no question needs to know of the others.
 */
export class Interview {
  readonly prompter: Prompter;
  readonly output: Output;
  readonly #inner: Prompter;
  readonly #silent: SilentOutput;
  readonly #given: readonly string[];
  readonly #kept = new Map<string, KeptAnswer>();
  readonly #done = new Map<string, Promise<unknown>>();
  /** Of this run of the walk, in order. */
  #asked: KeptAnswer[] = [];
  /** The question that is asked anew; those before it are answered by what is kept. */
  #openAt = 0;
  /** Those after it are, too. */
  #isToPlan = false;
  #refused: CertprovError | undefined;

  /** `given`: values of flags. What is wrong with one of them is not mended by an answer. */
  constructor(inner: Prompter, output: Output, given: readonly string[] = []) {
    this.#inner = inner;
    this.#given = given;
    this.#silent = new SilentOutput(output);
    this.output = this.#silent;
    this.prompter = inner.interactive
      ? askingPrompter(inner, (question, answering) => this.#ask(question, answering))
      : inner;
  }

  /** What was answered, for a later run. */
  get answers(): readonly KeptAnswer[] {
    return [...this.#kept.values()].filter(({ isSecret }) => !isSecret);
  }

  /** Answers of an earlier run: to be offered again, or to be taken without a question. */
  take(answers: readonly KeptAnswer[], isToPlan: boolean): void {
    for (const one of answers) this.#kept.set(one.question, one);
    if (isToPlan) this.backToPlan();
  }

  /** Nothing of it is wanted again. */
  forget(): void {
    this.#kept.clear();
  }

  /** The next run of the walk asks nothing that was answered. */
  backToPlan(): void {
    this.#openAt = -1;
    this.#isToPlan = true;
  }

  /** Runs the walk until it comes to its end. */
  async run<T>(walk: () => Promise<T>): Promise<T> {
    for (;;) {
      this.#asked = [];
      if (this.#openAt !== 0) this.#silent.mute({ tellsFindings: this.#openAt < 0 });
      try {
        const result = await walk();
        this.speak();
        return result;
      } catch (error) {
        this.#silent.forget();
        if (!this.#reopens(error)) throw error;
      }
    }
  }

  /** The page that begins now is seen, and those that were gone through in silence are not. */
  speak(): void {
    this.#silent.forget();
  }

  /** What goes wrong in here is about the answer that was given last, if one was, and that is asked again. */
  async answering<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#asked.length;
    try {
      return await work();
    } catch (error) {
      if (!this.prompter.interactive || this.#asked.length === before) throw error;
      throw canBeAnsweredBetter(error) && !this.#isAboutFlag(error) ? new UnusableAnswer(error) : error;
    }
  }

  /** An answer that ends the walk is not given again by the next one. */
  async orDropLast<T>(work: Promise<T>): Promise<T> {
    const before = this.#asked.length;
    try {
      return await work;
    } catch (error) {
      const last = this.#asked.length > before && canBeAnsweredBetter(error) ? this.#asked.pop() : undefined;
      if (last) this.#kept.delete(last.question);
      throw error;
    }
  }

  /** Work that costs something, such as a certificate, is done once however often the walk comes by. */
  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const done = this.#done.get(key) ?? work();
    this.#done.set(key, done);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a key names one kind of work
    return done as Promise<T>;
  }

  /** Where a page stops. Only the choice that goes on is an answer; the others are followed up by whoever asks. */
  async stop<T extends string>(question: SelectQuestion<T> & { readonly onward: T }): Promise<T> {
    const at = this.#asked.length;
    const key = `stop ${question.message}`;
    if (this.#isReplayed(at) && this.#kept.has(key)) {
      this.#asked.push(this.#kept.get(key)!);
      return question.onward;
    }
    const chosen = await this.choose(question);
    if (chosen !== question.onward) return chosen;
    const { flag, message } = question;
    this.#keep({ question: key, flag, message, answer: chosen, shown: chosen, isStop: true });
    return chosen;
  }

  /** A question about the way on, which is asked whenever the walk comes to it. */
  async choose<T>(question: SelectQuestion<T>): Promise<T> {
    this.#open();
    return this.#inner.select({ ...question, canGoBack: this.#asked.length > 0 });
  }

  /** What was opened on request is looked at until it is closed again. */
  async untilSeen(): Promise<void> {
    const choices: Choice<'seen'>[] = [{ value: 'seen', label: 'back to the page', short: 'yes' }];
    const question = { flag: '', message: 'Seen?', recommended: 'seen' as const, choices, canGoBack: true };
    await this.#inner.select(question).catch(unlessBack);
  }

  /** Asks which answer is to be another one, and goes there; resolves when none is. */
  async changeAnswer(): Promise<void> {
    const choices = this.#asked.flatMap(({ message, shown, isStop }, at): Choice<number>[] =>
      isStop ? [] : [{ value: at, label: `${message}  ${shown}`, short: message }],
    );
    const at = await this.#inner
      .select({ flag: '', message: 'Which answer?', choices, canGoBack: true })
      .catch(unlessBack);
    if (at !== undefined) throw new ChangeAnswer(at);
  }

  #reopens(error: unknown): boolean {
    this.#refused = undefined;
    if (error instanceof GoBack) {
      this.#openAt = Math.max(0, this.#asked.length - 1);
      this.#isToPlan = false;
    } else if (error instanceof ChangeAnswer) {
      this.#openAt = error.at;
      this.#isToPlan = true;
    } else if (error instanceof UnusableAnswer) {
      this.#openAt = this.#asked.length - 1;
      this.#refused = error.reason;
    } else return false;
    return true;
  }

  #isAboutFlag({ message }: CertprovError): boolean {
    return message.startsWith('--') || this.#given.some((value) => value.length > 2 && message.includes(value));
  }

  #isReplayed(at: number): boolean {
    return this.#isToPlan ? at !== this.#openAt : at < this.#openAt;
  }

  /** A question is about to be seen: with its page above it, and why it is asked again. */
  #open(): void {
    this.#silent.speak();
    if (!this.#refused || this.#asked.length !== this.#openAt) return;
    const { message: summary, fix } = this.#refused;
    this.output.findings([{ severity: 'blocker', summary, ...(fix === undefined ? {} : { fix }) }]);
  }

  #keep(answer: KeptAnswer): void {
    this.#kept.set(answer.question, answer);
    this.#asked.push(answer);
    if (this.#isToPlan) this.#silent.mute({ tellsFindings: true });
  }

  async #ask<A>({ flag, message }: Question, { live, find, kept }: Answering<A>): Promise<A> {
    const at = this.#asked.length;
    const nth = this.#asked.filter((one) => one.message === message && one.flag === flag).length;
    const question = `${flag} ${message} ${nth}`;
    const before = this.#kept.get(question);
    if (before && this.#isReplayed(at)) {
      const found = await find(before);
      if (found) {
        this.#asked.push(before);
        const isNews = this.#isToPlan && at > this.#openAt;
        const line = answeredLine(message, before.shown);
        if (isNews) this.#silent.sayAloud(line);
        else this.output.say(line);
        return found.value;
      }
    }
    this.#open();
    const answer = await live({ canGoBack: at > 0, before });
    this.#keep({ question, flag, message, ...kept(answer) });
    return answer;
  }
}

const unlessBack = (error: unknown): undefined => {
  if (!(error instanceof GoBack)) throw error;
};

/** Not what AWS, the operator's Ctrl-C or a defect says. */
function canBeAnsweredBetter(error: unknown): error is CertprovError {
  if (!(error instanceof CertprovError) || error.code === 'INPUT_REQUIRED') return false;
  if (error.code.startsWith('AWS_') && error.code !== 'AWS_NOT_FOUND') return false;
  return error.exitCode === EXIT.usage || error.exitCode === EXIT.blocked;
}
