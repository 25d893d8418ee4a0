/** Documents come back percent-encoded. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
export const encodedPolicy = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Tags as IAM lists them. */
export const tagList = (tags: Readonly<Record<string, string>>): object[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
