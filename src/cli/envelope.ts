import type { Json } from '../terminal/output.ts';

/** Of the documents on standard output: a member that is taken away, or means something else, makes it 2. */
const DOCUMENT_VERSION = 1;

/** Their answer is somebody else's document: IAM and Lambda refuse a policy with a member that they do not know. */
const FOREIGN: ReadonlySet<string> = new Set(['policy operator', 'policy signer', 'policy invoke', 'schema']);

type Document = { readonly [member: string]: Json | undefined };

/** Of the members of `next`. */
const WHY: { readonly [name: string]: string } = {
  status: 'to see who signs, and whether it works',
  rollback: 'to have AWS sign again',
  rollbackAll: 'to remove what is kept, once no call can be on its way any more',
};

interface Enclosed {
  /** Unknown where the words of the call name no command. */
  readonly command?: string | undefined;
  readonly place?: { readonly account: string; readonly region: string } | undefined;
  /** What a command line of certprov begins with on this machine. */
  readonly program: string;
}

/** The document of a command with what all have: its version, the command, the account, and what can be typed next. */
export function enclose(document: Document, { command, place, program }: Enclosed): Document {
  if (command !== undefined && FOREIGN.has(command) && document['error'] === undefined) return document;
  const next = nextCommands(document, program);
  return {
    certprov: DOCUMENT_VERSION,
    command,
    account: place?.account,
    region: place?.region,
    ...document,
    ...(next.length > 0 ? { nextCommands: next } : {}),
  };
}

/** The command lines that the document itself recommends: in `next`, and in the fix of its error or of a finding. */
function nextCommands(document: Document, program: string): Json[] {
  const found = new Map<string, string>();
  for (const [name, line] of Object.entries(membersOf(document['next'])))
    if (typeof line === 'string') found.set(line, WHY[name] ?? name);
  const { error, findings, status } = document;
  for (const notice of [error, ...listOf(findings), ...listOf(membersOf(status)['findings'])]) {
    const { fix, message, summary } = membersOf(notice);
    if (typeof fix !== 'string') continue;
    const why = message ?? summary;
    for (const line of commandLines(fix, program))
      found.set(line, found.get(line) ?? (typeof why === 'string' ? why : fix));
  }
  return [...found].map(([command, why]) => ({ command, why }));
}

/**
 * In backticks, or on a line of their own. One with a `<gap>` is no command line before somebody fills it, and one with
 * `--confirm` is a person's to give: a program that goes down the list never switches a fleet.
 */
function commandLines(fix: string, program: string): string[] {
  const quoted = [...fix.matchAll(/`([^`\n]+)`/g)].map(([, line = '']) => line);
  const own = fix.split('\n').map((line) => line.trim());
  return [...quoted, ...own].filter((line) => line.startsWith(`${program} `) && !/[<>…]| --confirm\b/.test(line));
}

const membersOf = (value: Json | undefined): Document =>
  typeof value === 'object' && value !== null && !isList(value) ? value : {};

const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
