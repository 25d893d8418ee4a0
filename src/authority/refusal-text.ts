import type { HttpAnswer } from './http-client.ts';

/** What a server says about its refusal; a page made for people says nothing in its first 300 characters. */
export const refusalText = ({ headers, text }: HttpAnswer): string =>
  /\bhtml\b/i.test(String(headers['content-type'])) || /^\s*<(!doctype|html)/i.test(text) ? '' : text;
