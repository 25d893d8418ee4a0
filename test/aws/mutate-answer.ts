/** A document with one value of the wrong type, or without one, and what was done to it. */
export interface Mutation {
  readonly what: string;
  readonly body: string;
}

type Path = readonly (string | number)[];

const REPLACEMENTS: readonly unknown[] = [7, 'text', true, { x: 7 }, [null]];

/** Of long lists the first is enough: the others are read alike. */
const OF_A_LIST = 1;

/** Every member in turn replaced by each other kind of value, and left out. */
export function mutateJson(body: string): Mutation[] {
  const document: unknown = JSON.parse(body);
  return pathsOf(document).flatMap((path) => [
    ...REPLACEMENTS.filter((value) => kindOf(value) !== kindOf(at(document, path))).map((value) => ({
      what: `${path.join('.')} = ${JSON.stringify(value)}`,
      body: JSON.stringify(replaced(document, path, value)),
    })),
    { what: `no ${path.join('.')}`, body: JSON.stringify(replaced(document, path, undefined)) },
  ]);
}

/** Every element in turn with an element in place of its content, without any, and left out. */
export function mutateXml(body: string): Mutation[] {
  const elements = [...body.matchAll(/<([A-Za-z]+)(?: [^>]*)?>/g)];
  return elements.flatMap(({ 0: tag, 1: name, index }) => {
    const from = index + tag.length;
    const to = body.indexOf(`</${name}>`, from);
    if (to < 0) return [];
    const around = (content: string): string => body.slice(0, from) + content + body.slice(to);
    return [
      { what: `${name} = <x>`, body: around('<x>7</x>') },
      { what: `${name} is empty`, body: around('') },
      { what: `no ${name}`, body: body.slice(0, index) + body.slice(to + `</${name}>`.length) },
    ];
  });
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value)
    ? value.slice(0, OF_A_LIST).map((item, index) => [index, item] as const)
    : Object.entries(value);
  return [path, ...entries.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value);

function replaced(document: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value ?? {};
  const copy = structuredClone(document);
  const parent = at(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const key = path.at(-1)!;
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(key), 1);
  else parent[key] = value;
  return copy;
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? 'time' : 'no time';
  return ArrayBuffer.isView(value) ? 'bytes' : typeof value;
}
