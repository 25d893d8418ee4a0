/**
 * How many rows the page on screen has so far, title included. A list below it is drawn only so high that the title stays
 * on the screen.
 */
export class PageRows {
  readonly #onStart: () => void;
  #rows = 0;

  constructor(onStart: () => void = () => undefined) {
    this.#onStart = onStart;
  }

  get count(): number {
    return this.#rows;
  }

  /** A page begins; what is above it may scroll away. */
  start(): void {
    this.#rows = 0;
    this.#onStart();
  }

  /** A text that was written, and the line break after it. */
  wrote(text: string): void {
    this.#rows += text.split('\n').length;
  }
}
