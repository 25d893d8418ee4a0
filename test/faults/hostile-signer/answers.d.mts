export const ANSWERS: Readonly<Record<string, (asked: unknown) => unknown>>;
