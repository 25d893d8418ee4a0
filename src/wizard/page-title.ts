import type { Output } from '../terminal/output.ts';
import { bold } from '../terminal/style.ts';

export const PAGES = 8;

/** `3/7  The certificate authority` above each page of the wizard. */
export function pageTitle(page: number, title: string, output: Output): void {
  output.say();
  output.say(bold(`${page}/${PAGES}  ${title}`));
}
