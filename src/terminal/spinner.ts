import type { Ora } from 'ora';
import type { Paint } from './paint.ts';
import { cyan } from './style.ts';
import type { TerminalStream } from './terminal-traits.ts';
import { truncate } from './text-layout.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const ASCII_FRAMES = ['-', '\\', '|', '/'];

interface SpinnerOptions {
  readonly stream: TerminalStream;
  readonly ascii: boolean;
  readonly paint: Paint;
  readonly columns: () => number;
}

/**
 * One line that moves while work is done, gone without a trace after `stop`. ora moves it out of the way of what is
 * written meanwhile.
 */
export class Spinner {
  readonly #options: SpinnerOptions;
  #ora: Ora | undefined;
  #label: string;
  #isStopped = false;

  constructor(label: string, options: SpinnerOptions) {
    this.#label = label;
    this.#options = options;
    void this.#start();
  }

  update(label: string): void {
    this.#label = label;
    if (this.#ora) this.#ora.text = this.#text();
  }

  stop(): void {
    this.#isStopped = true;
    this.#ora?.stop();
  }

  async #start(): Promise<void> {
    const { default: ora } = await import('ora');
    if (this.#isStopped) return;
    const { stream, ascii, paint } = this.#options;
    this.#ora = ora({
      stream,
      isEnabled: true,
      color: false,
      // Ctrl-C must stay a signal: certprov finishes the change under way before it stops.
      discardStdin: false,
      spinner: { interval: 80, frames: (ascii ? ASCII_FRAMES : FRAMES).map((frame) => paint(cyan(frame))) },
      text: this.#text(),
    }).start();
  }

  #text(): string {
    return this.#options.paint(truncate(this.#label, this.#options.columns() - 3));
  }
}
