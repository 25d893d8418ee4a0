import { dirname, resolve } from 'node:path';
import { parseObject } from '../../authority/http/parse-object.ts';
import { usageInvalid } from '../../errors.ts';
import { readText } from '../../local/read-input.ts';

export type Members = Readonly<Record<string, unknown>>;

/**
 * `--ca-credentials`: a JSON object. A member that ends in `File` names a file, relative to this one, and stands for the
 * member without the ending. Errors name members and never show a value.
 */
export async function readCredentialsFile(path: string): Promise<Members> {
  const document = parseObject(await readText(path));
  if (!document) throw usageInvalid(`${path} is not a JSON object`, 'see docs/external-ca.md for what goes into it');
  return withFiles(document, path === '-' ? '.' : dirname(path));
}

async function withFiles(members: Members, folder: string): Promise<Members> {
  const entries = Object.entries(members).map(async ([name, value]): Promise<[string, unknown]> => {
    if (name.endsWith('File') && typeof value === 'string') {
      return [name.slice(0, -'File'.length), await readText(resolve(folder, value))];
    }
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [name, isNested ? await withFiles({ ...value }, folder) : value];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Refuses what is misspelt, so that no credential is left out in silence. */
export function assertMembers(members: Members, known: readonly string[], where: string): void {
  const unknown = Object.keys(members).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw usageInvalid(`${where} has the unknown member ${unknown.join(', ')}; known are ${known.join(', ')}`);
}

/** A member that must be there, as a text that is not empty. */
export function textMember(members: Members, name: string, where: string): string {
  const value = members[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw usageInvalid(`${where} needs the member ${name}, a text`);
}

export function objectMember(members: Members, name: string, where: string): Members | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw usageInvalid(`the member ${name} of ${where} is not an object`);
}
