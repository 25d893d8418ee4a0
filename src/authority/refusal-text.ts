import type { HttpAnswer } from './http/http-client.ts';

/**
 * What a server says about its refusal; a page made for people says nothing in its first 300 characters. What it calls
 * itself does not count: its first character does.
 */
export const refusalText = ({ text }: Pick<HttpAnswer, 'text'>): string => (/^\uFEFF?\s*</.test(text) ? '' : text);
