import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the scripts are plain JavaScript
import { circles, folderSizes, readModules } from '../scripts/house-figures.mjs';
import { packageRoot } from '../src/local/package-root.ts';

/** Rooms of the program, lowest first. A room may import those on earlier lines, and itself. */
const LAYERS: readonly (readonly string[])[] = [
  ['errors', 'partitions'],
  ['finding', 'proxy'],
  ['aws', 'local', 'csr', 'terminal'],
  ['authority', 'device', 'sandbox'],
  ['context', 'deployment', 'signer'],
  ['checks', 'actions'],
  ['impact'],
  ['steps'],
  ['commands'],
  ['cli'],
  ['main'],
];

/**
 * Narrower than the layers: all that these rooms may import. The sandbox and the AWS adapters are apart, since a shared
 * table could be a shared misreading.
 */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  aws: ['errors', 'partitions', 'proxy'],
  // It starts a command, so it is by itself.
  'aws/credentials/run-credential-process': [],
  csr: ['errors'],
  proxy: ['errors'],
  local: ['errors'],
  terminal: ['errors', 'finding'],
  sandbox: ['errors', 'csr', 'local/package-root'],
  device: ['errors', 'csr', 'local/interrupt', 'aws/wait', 'proxy'],
  authority: ['errors', 'csr', 'partitions', 'proxy'],
  signer: ['errors', 'csr', 'authority', 'partitions', 'proxy'],
};

/** Packages that stand behind one room each, so that they can be exchanged there. */
const PACKAGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(chalk|ora|@inquirer\/)/, ['terminal']],
  [/^node-forge/, ['csr']],
  // The sandbox takes AWS's own operation schemas from the SDK, and nothing else.
  [/^(@aws-sdk|@smithy)\//, ['aws', 'authority', 'sandbox']],
  [/^(mqtt|cborg)$/, ['device']],
  [/^aedes/, ['sandbox']],
  [/^hpagent/, ['proxy']],
  [/^commander$/, ['cli', 'commands']],
  // The only command that is started on AWS is the operator's own credential_process (ADR 18).
  [/^node:child_process$/, ['sandbox', 'aws/credentials/run-credential-process']],
];

interface Module {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Paths below src/, and packages; types as well. */
  readonly imports: readonly string[];
}

const modules: readonly Module[] = readModules(join(packageRoot(), 'src'));
const roomOf = (path: string): string => path.replace(/(\/.*|\.ts)$/, '');
const rank = (path: string): number => LAYERS.findIndex((layer) => layer.includes(roomOf(path)));
const isOwn = (target: string): boolean => target.endsWith('.ts');
/** Names are those of rooms, of folders in them, or of files. */
const isIn = (path: string, names: readonly string[]): boolean =>
  names.some((name) => path === `${name}.ts` || path.startsWith(`${name}/`));

const arrows = modules.flatMap(({ path, imports }) => imports.map((target) => ({ path, target })));
const between = arrows.filter(({ path, target }) => isOwn(target) && roomOf(path) !== roomOf(target));
const text = (list: typeof arrows): readonly string[] => list.map(({ path, target }) => `${path} → ${target}`);
const filesWith = (pattern: RegExp): readonly string[] =>
  modules.filter((module) => pattern.test(module.text)).map(({ path }) => path);

describe('architecture', () => {
  it('has every room in a layer', () => {
    expect(modules.map(({ path }) => path).filter((path) => rank(path) < 0)).toEqual([]);
  });

  it('imports downwards only, types as well', () => {
    expect(text(between.filter(({ path, target }) => rank(target) >= rank(path)))).toEqual([]);
  });

  it('goes round in no circle, not even of types', () => {
    expect(circles(new Map(modules.map(({ path, imports }) => [path, imports.filter(isOwn)])))).toEqual([]);
  });

  it.each(Object.entries(ONLY))('%s keeps to itself and what it may use', (room, allowed) => {
    const strangers = arrows.filter(
      ({ path, target }) => isOwn(target) && isIn(path, [room]) && !isIn(target, [room, ...allowed]),
    );
    expect(text(strangers)).toEqual([]);
  });

  it('enters the sandbox by its doors', () => {
    // The last has only the names of policies, which the command line asks for at its start.
    const doors = ['sandbox/start-account.ts', 'sandbox/serving.ts', 'sandbox/policy-kinds.ts'];
    const others = between.filter(({ target }) => roomOf(target) === 'sandbox' && !doors.includes(target));
    expect(text(others)).toEqual([]);
  });

  it.each(PACKAGES)('%s is used where it belongs', (pattern, rooms) => {
    expect(text(arrows.filter(({ path, target }) => pattern.test(target) && !isIn(path, rooms)))).toEqual([]);
  });

  it('hands no writer to what reads', () => {
    const reading =
      /^(checks|impact|steps|commands\/(status|impact|dry-run|policy|policy-check|header|advise))(\/|\.ts$)/;
    const writing = filesWith(/\b(ChangingContext|AwsWriter|KeyWriter|DeviceWriter)\b/);
    expect(writing.filter((file) => reading.test(file))).toEqual([]);
    expect(writing).toContain('commands/init.ts');
  });

  it('ends the process in one place', () => {
    const exits = filesWith(/\bprocess\.exit\(/);
    // The sandbox's Lambda runtime is a program of its own.
    expect(exits.filter((file) => !file.startsWith('sandbox/lambda-runtime/'))).toEqual([
      'cli/run-command.ts',
      'main.ts',
    ]);
  });

  it('verifies who answers, wherever it connects', () => {
    const unverified = [
      // Sends nothing, and takes what comes back for its fingerprint alone.
      'authority/step-ca/fetch-step-ca-root.ts',
      // A server: of the certificates that devices show, AWS's rules are what counts.
      'sandbox/mqtt/broker.ts',
      // A server in memory, which is there to say whether it would have rejected.
      'commands/dry-run/handshake-server.ts',
    ];
    expect(filesWith(/rejectUnauthorized: (?!true)|checkServerIdentity|NODE_TLS_REJECT_UNAUTHORIZED'\] =/)).toEqual(
      unverified.toSorted(),
    );
  });
});

describe('the house', () => {
  it('has at most six files that stand in no room', () => {
    const loose = modules.map(({ path }) => path).filter((path) => !path.includes('/'));
    expect(loose.length, loose.join(' ')).toBeLessThanOrEqual(6);
  });

  it('has at most 32 files in a folder', () => {
    expect(folderSizes(modules).filter(([, files]: readonly [string, number]) => files > 32)).toEqual([]);
  });

  it('has no file that a reviewer could not read in a sitting, and few that say nothing alone', () => {
    expect(modules.filter(({ lines }) => lines > 300).map(({ path }) => path)).toEqual([]);
    const short = modules.filter(({ lines }) => lines < 15).map(({ path }) => path);
    expect(short.length / modules.length, short.join(' ')).toBeLessThanOrEqual(0.05);
  });

  it('exports nothing that no other file uses', () => {
    // What others than this project call by these names: Lambda, Node's bin, and the users of `certprov/sandbox`.
    const isDoor = (path: string): boolean => /^(main\.ts|signer\/entries\/|sandbox\/exported\/)/.test(path);
    const outside = ['test', 'bench', 'scripts'].flatMap(wordsBelow);
    const files = modules.map((module) => ({ ...module, words: new Set(wordsOf(module.text)) }));
    const readers = new Map<string, number>();
    for (const { words } of files) for (const word of words) readers.set(word, (readers.get(word) ?? 0) + 1);
    for (const word of outside) readers.set(word, (readers.get(word) ?? 0) + 1);
    const unused = files
      .filter(({ path }) => !isDoor(path))
      .flatMap((file) => exportsOf(file.text).map((name) => ({ path: file.path, name })))
      .filter(({ name }) => readers.get(name) === 1);
    expect(unused).toEqual([]);
  });
});

const wordsOf = (source: string): readonly string[] => source.match(/[\w$]+/g) ?? [];

const exportsOf = (source: string): readonly string[] =>
  [...source.matchAll(/^export (?:async )?(?:const|function\*?|class|interface|type) ([\w$]+)/gm)].map(
    ([, name]) => name!,
  );

const wordsBelow = (folder: string): readonly string[] =>
  readdirSync(join(packageRoot(), folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .flatMap((entry) => wordsOf(readFileSync(join(entry.parentPath, entry.name), 'utf8')));
