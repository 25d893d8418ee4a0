import type { Json, Notice, Output, Progress } from '../output.ts';
import { PageRows } from '../page-rows.ts';

/**
 * An output that can be silent for a while. What would have been said on the page that is being made is kept until it is
 * known whether somebody is going to look at it.
 */
export class SilentOutput implements Output {
  readonly #inner: Output;
  /** A page that begins in silence takes the place of the one before. */
  readonly #silentPage = new PageRows(() => (this.#page = []));
  #page: (() => void)[] = [];
  #isSilent = false;
  #tellsFindings = false;

  constructor(inner: Output) {
    this.#inner = inner;
  }

  get json(): boolean {
    return this.#inner.json;
  }

  get columns(): number {
    return this.#inner.columns;
  }

  named(fix: string): string {
    return this.#inner.named(fix);
  }

  get page(): PageRows {
    return this.#isSilent ? this.#silentPage : this.#inner.page;
  }

  mute({ tellsFindings }: { readonly tellsFindings: boolean }): void {
    this.#isSilent = true;
    this.#tellsFindings = tellsFindings;
  }

  /** Says what the page has so far. */
  speak(): void {
    if (!this.#isSilent) return;
    this.#isSilent = false;
    const lines = this.#page;
    this.#page = [];
    this.#inner.page.start();
    for (const say of lines) say();
  }

  /** What was kept is never said. */
  forget(): void {
    this.#page = [];
    this.#isSilent = false;
  }

  say(text?: string): void {
    this.#orLater(() => this.#inner.say(text));
  }

  sayAloud(text: string): void {
    this.#inner.say(text);
  }

  findings(findings: readonly Notice[]): void {
    if (this.#tellsFindings) this.#inner.findings(findings);
    else this.#orLater(() => this.#inner.findings(findings));
  }

  progress(label: string): Progress {
    return this.#inner.progress(label);
  }

  result(document: { readonly [key: string]: Json | undefined }, text: string): void {
    this.#inner.result(document, text);
  }

  #orLater(say: () => void): void {
    if (this.#isSilent) this.#page.push(say);
    else say();
  }
}
