import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/local/package-root.ts';

const SRC = join(packageRoot(), 'src');

/** Parts of the program, lowest first. A part may import those on earlier lines, and itself. */
const LAYERS: readonly (readonly string[])[] = [
  ['aws/key-ports', 'aws/fleet-ports', 'aws/device-ports', 'aws/credentials/run-credential-process'],
  [
    'errors',
    'package-root',
    'help-columns',
    'permission',
    'group-digits',
    'checks/finding-codes',
    'arn',
    'partitions',
    'wait',
    'each-file',
    'time-text',
    'journal-file',
    'journal-line',
    'switch-proof',
    'aws/ports',
    'authority/authority',
  ],
  ['state-folder', 'assert-state-safe'],
  [
    'csr',
    'ownership',
    'proof-tag',
    'marked-for-deletion',
    'assert-tls-verified',
    'read-input',
    'write-new',
    'interrupt',
    'run-lock',
    'plan',
    'signer-bundle',
    'checks/finding',
    'read-journal-lines',
  ],
  ['journal', 'policies', 'issuer-certificate', 'terminal', 'authority', 'aws', 'sandbox', 'device'],
  ['issuer-store', 'checks', 'actions', 'signer', 'context', 'local-tools'],
  ['impact'],
  ['steps'],
  ['trial', 'status'],
  ['canary', 'advise'],
  ['privileges'],
  ['wizard'],
  ['commands'],
  ['program'],
  ['open-device-endpoint', 'aws-cli', 'tell-waits'],
  ['open-context', 'help-text'],
  ['run-command'],
  ['command-line'],
  ['main'],
];

/** Narrower than the layers: what these parts may import at all. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  csr: ['errors'],
  sandbox: ['errors', 'csr', 'package-root'],
  aws: [
    'errors',
    'aws/ports',
    'aws/key-ports',
    'aws/fleet-ports',
    'aws/device-ports',
    'aws/credentials/run-credential-process',
    'arn',
    'partitions',
  ],
  // It starts a command, so it is by itself.
  'aws/credentials/run-credential-process': [],
  device: ['errors', 'csr', 'interrupt', 'wait'],
  authority: ['errors', 'csr', 'authority/authority', 'partitions'],
  signer: ['errors', 'csr', 'authority', 'authority/authority', 'partitions'],
  terminal: ['errors', 'checks/finding', 'group-digits'],
};

/** Packages that stand behind one part each, so that they can be exchanged there. */
const PACKAGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(chalk|ora|@inquirer\/)/, ['terminal']],
  [/^node-forge/, ['csr']],
  // The sandbox takes AWS's own operation schemas from the SDK, and nothing else.
  [/^(@aws-sdk|@smithy)\//, ['aws', 'authority', 'sandbox']],
  [/^(mqtt|cborg)$/, ['device']],
  [/^aedes/, ['sandbox']],
  [/^commander$/, ['commands', 'program', 'command-line']],
  // The only command that is started on AWS is the operator's own credential_process (ADR 18).
  [/^node:child_process$/, ['sandbox', 'aws/credentials/run-credential-process']],
];

interface Import {
  readonly file: string;
  readonly part: string;
  readonly target: string;
  readonly isType: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const posixPath = (file: string): string => relative(SRC, file).split(sep).join('/');

/** `aws/ports` where such a part is named, else the folder, else the file. */
function partOf(path: string): string {
  const name = path.replace(/\.ts$/, '');
  return LAYERS.flat().find((part) => part === name) ?? name.split('/')[0]!;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

const imports: Import[] = sources(SRC).flatMap((file) => {
  const path = posixPath(file);
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3]!;
    const target = specifier.startsWith('.') ? posix.normalize(posix.join(dirname(path), specifier)) : specifier;
    return { file: path, part: partOf(path), target, isType: match[1] !== undefined };
  });
});

const internal = imports.filter(({ target }) => target.endsWith('.ts'));
const rank = (part: string): number => LAYERS.findIndex((layer) => layer.includes(part));

describe('architecture', () => {
  it('has every part in a layer', () => {
    expect([...new Set(imports.map(({ part }) => part))].filter((part) => rank(part) < 0)).toEqual([]);
  });

  it('imports downwards only', () => {
    // A type that a composition root shares with what it composes is erased, and couples nothing at run time.
    const upwards = internal.filter(({ part, target, isType }) => {
      const to = partOf(target);
      return part !== to && rank(to) >= rank(part) && !(isType && rank(part) >= rank('commands'));
    });
    expect(upwards.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it.each(Object.entries(ONLY))('%s keeps to itself and what it may use', (part, allowed) => {
    const strangers = internal.filter(
      (i) => i.part === part && partOf(i.target) !== part && !allowed.includes(partOf(i.target)),
    );
    expect(strangers.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('keeps the sandbox and the AWS adapters apart, since a shared table could be a shared misreading', () => {
    const edges = internal.filter(({ part, target }) => [part, partOf(target)].toSorted().join() === 'aws,sandbox');
    expect(edges).toEqual([]);
  });

  it.each(PACKAGES)('%s is used where it belongs', (pattern, parts) => {
    const misplaced = imports.filter(({ part, target }) => pattern.test(target) && !parts.includes(part));
    expect(misplaced.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('ends the process in one place', () => {
    const exits = sources(SRC)
      .filter((file) => /\bprocess\.exit\(/.test(readFileSync(file, 'utf8')))
      .map(posixPath);
    // The sandbox's Lambda runtime is a program of its own.
    expect(exits.filter((file) => !file.startsWith('sandbox/lambda-runtime/')).toSorted()).toEqual([
      'main.ts',
      'run-command.ts',
    ]);
  });

  it('verifies who answers, wherever it connects', () => {
    const unverified = sources(SRC)
      .filter((file) =>
        /rejectUnauthorized: (?!true)|checkServerIdentity|NODE_TLS_REJECT_UNAUTHORIZED'\] =/.test(
          readFileSync(file, 'utf8'),
        ),
      )
      .map(posixPath);
    expect(unverified.toSorted()).toEqual([
      // Sends nothing, and takes what comes back for its fingerprint alone.
      'authority/step-ca/fetch-step-ca-root.ts',
      // A server: of the certificates that devices show, AWS's rules are what counts.
      'sandbox/mqtt/broker.ts',
      // A server in memory, which is there to say whether it would have rejected.
      'commands/dry-run/handshake-server.ts',
    ]);
  });

  it('has no file that a reviewer could not read in a sitting', () => {
    const long = sources(SRC).filter((file) => readFileSync(file, 'utf8').split('\n').length > 300);
    expect(long.map(posixPath)).toEqual([]);
  });
});
