/**
 * A server's sentence without what it was sent in confidence: some repeat a header or a token when they refuse it.
 * Shorter values than three characters are no secrets, and would make holes in every word.
 */
export const hideValues = (text: string, values: readonly string[]): string =>
  values
    .filter((value) => value.length > 2)
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, value) => shown.replaceAll(value, '(left out)'), text);
