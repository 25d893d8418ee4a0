import { cancelled } from '../errors.ts';

/**
 * What a signal does to a running command. While nothing is being changed the command stops at once; during a change
 * it stops after the action that is under way, so that the journal and the account agree; a second signal ends the
 * process as it is (see cli/run-command.ts).
 */
export class Interrupt {
  readonly #controller = new AbortController();
  #changes = 0;
  #sections = 0;
  #again: Interrupt | undefined;

  /** Aborted by the first signal; open prompts and waits listen to it. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isChanging(): boolean {
    return this.#changes > 0;
  }

  request(): void {
    if (this.#again) this.#again.request();
    else this.#controller.abort(cancelled());
  }

  /** The next signal has nothing to stop that is not stopping already. */
  get isSpent(): boolean {
    return this.signal.aborted && (this.#again?.isSpent ?? true);
  }

  /** A question that a signal brought up: until it has its answer, the next signal is for that, as Ctrl-C is. */
  async askAgain<T>(ask: (again: Interrupt) => Promise<T>): Promise<T> {
    this.#again = new Interrupt();
    try {
      return await ask(this.#again);
    } finally {
      this.#again = undefined;
    }
  }

  /** Where a command can stop; never inside a change, which goes to its end. */
  throwIfRequested(): void {
    if (this.signal.aborted && !this.isChanging) throw cancelled();
  }

  /** Runs one change to its end, whatever signal comes; it may be made of several. */
  async changing<T>(change: () => Promise<T>): Promise<T> {
    this.throwIfRequested();
    this.#changes += 1;
    try {
      return await change();
    } finally {
      this.#changes -= 1;
    }
  }

  /** Cleans up after a command, also after one that was stopped. */
  async clearing<T>(work: () => Promise<T>): Promise<T> {
    this.#changes += 1;
    try {
      return await work();
    } finally {
      this.#changes -= 1;
    }
  }

  /** A part of a command that has something to say when it is stopped, and so stops itself with `stoppable`. */
  async section<T>(run: () => Promise<T>): Promise<T> {
    this.#sections += 1;
    try {
      return await run();
    } finally {
      this.#sections -= 1;
    }
  }

  /** Waits for work that changes nothing, but no longer than until a signal comes. */
  stoppable<T>(work: Promise<T>): Promise<T> {
    const inner = this.#sections;
    return new Promise<T>((resolve, reject) => {
      const stop = (): void => {
        if (!this.isChanging && this.#sections === inner) reject(cancelled());
      };
      if (this.signal.aborted) stop();
      this.signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', stop));
    });
  }
}
