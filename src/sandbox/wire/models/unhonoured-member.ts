import { honouredMembers } from './honoured-members.ts';

/** By operation: what is honoured, and the only value with which it is. */
const HONOURED: ReadonlyMap<string, ReadonlyMap<string, string | undefined>> = new Map(
  honouredMembers.map((line) => {
    const [operation = '', ...members] = line.split(' ');
    return [operation, new Map(members.map((member) => member.split('=') as [string, string | undefined]))];
  }),
);

/** In words what of a request the sandbox would drop in silence; undefined for an operation that is not in the list. */
export function unhonouredMember(operation: string, input: object): string | undefined {
  const honoured = HONOURED.get(operation);
  return honoured === undefined ? undefined : below('', input, honoured);
}

function below(path: string, value: object, honoured: ReadonlyMap<string, string | undefined>): string | undefined {
  for (const [member, inner] of Object.entries(value)) {
    const found = visit(path === '' ? member : `${path}.${member}`, inner, honoured);
    if (found !== undefined) return found;
  }
  return undefined;
}

function visit(path: string, value: unknown, honoured: ReadonlyMap<string, string | undefined>): string | undefined {
  if (!hasContent(value)) return undefined;
  if (honoured.has(path)) {
    const only = honoured.get(path);
    return only === undefined || String(value) === only ? undefined : `${path} other than ${only}`;
  }
  if ([...honoured.keys()].every((member) => !member.startsWith(`${path}.`))) return path;
  for (const item of Array.isArray(value) ? value : [value]) {
    const found = below(path, item as object, honoured);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A structure or a list without anything in it asks for nothing. */
function hasContent(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof Uint8Array || value instanceof Date || typeof value !== 'object') return true;
  return Object.values(value).some(hasContent);
}
