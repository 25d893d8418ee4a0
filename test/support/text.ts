/** Without line breaks, wherever a narrow terminal had put them. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** Without the frame and the line breaks. */
export const wordsOfBox = (text: string): string => text.replaceAll(/[│┌┐└┘─\s]+/g, ' ');

/** The codes of what a document finds. */
export const codesOf = (document: unknown): string[] =>
  (document as { readonly findings: readonly { readonly code: string }[] }).findings.map(({ code }) => code);
