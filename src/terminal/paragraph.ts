import { wrap } from './text-layout.ts';

export interface ParagraphOptions {
  readonly indent?: string;
  /** For every line but the first; `indent` when absent. */
  readonly hanging?: string;
}

/** Prose as lines that fit; line breaks in it stay. */
export const paragraph = (
  text: string,
  columns: number,
  { indent = '  ', hanging = indent }: ParagraphOptions = {},
): string => wrap(indent + text, columns, { indent: hanging }).join('\n');
