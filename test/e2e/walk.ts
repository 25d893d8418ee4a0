import { join } from 'node:path';
import { inject } from 'vitest';
import { readJournals, stillMade } from '../../src/actions/journal.ts';
import { openTerminal, type OpenTerminal } from '../support/pty.ts';
import { PLACE, type Account } from './account.ts';

export interface WalkOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const BIN = join('bin', 'certprov.js');

/** The built program as a person runs it, in a terminal that is high enough to see a page of it whole. */
export const walk = (account: Account, args: readonly string[], options: WalkOptions = {}): Promise<OpenTerminal> =>
  openTerminal({
    command: process.execPath,
    args: [join(inject('installed'), BIN), ...args],
    patienceMs: 60_000,
    ...settings(account, options),
  });

/** From a shell, which tells how the program ended and left the terminal. */
export const walkFromShell = (
  account: Account,
  args: readonly string[],
  options: WalkOptions = {},
): Promise<OpenTerminal> =>
  openTerminal({
    command: '/bin/sh',
    // The trap keeps the shell alive when Ctrl-C reaches it as well.
    args: [
      '-c',
      // It waits at the end, because what a terminal has not handed over yet is lost when its last program ends.
      'trap : INT; "$0" "$@"; echo "exit code $?"; stty -a; read -r _',
      process.execPath,
      join(inject('installed'), BIN),
      ...args,
    ],
    patienceMs: 60_000,
    ...settings(account, options),
  });

const settings = ({ home }: Account, { columns = 80, rows = 50, env = {} }: WalkOptions) => ({
  columns,
  rows,
  env: { HOME: home, CERTPROV_HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...env },
});

export interface Asked {
  readonly name: string;
  /** On screen as soon as it can be answered. */
  readonly ready: RegExp;
  readonly recommended: string;
}

/** The questions of `init` for somebody who takes what is recommended. */
export const QUESTIONS: readonly Asked[] = [
  {
    name: 'function',
    ready: /^\? Which Lambda function signs[^]*❯ create certprov-signer[^]* move/m,
    recommended: '\r',
  },
  { name: 'authority', ready: /^\? Which CA issues[^]*❯ Acme Device CA P256[^]* move/m, recommended: '\r' },
  { name: 'validity', ready: /^\? For how many days[^?]*\? \(365\)/m, recommended: '\r' },
  { name: 'impact', ready: /^\? Go on with these devices\?[^]*❯ go on[^]* move/m, recommended: '\r' },
  {
    name: 'devices',
    ready: /^\? File or folder with CSRs of your devices \(none\)/m,
    recommended: '\r',
  },
  { name: 'prepare', ready: /^\? Prepare it now\?[^?]*❯ prepare[^]* move/m, recommended: '\r' },
  { name: 'confirmation', ready: /^\? Type 000000000000\/us-east-1 to go on/m, recommended: `${PLACE}\r` },
  { name: 'keep', ready: /^\? Keep it\?[^]*❯ keep it on[^]* move/m, recommended: '\r' },
];

/** What is on the screen when that question can be answered. */
export const readyOf = (name: string): RegExp => QUESTIONS.find((asked) => asked.name === name)!.ready;

/**
 * Answers as recommended up to a question, which is then open; gives the screen that shows it. Flags may have answered
 * those before `first`.
 */
export async function walkTo(question: string, terminal: OpenTerminal, first = 'function'): Promise<readonly string[]> {
  for (const { name, ready, recommended } of QUESTIONS.slice(QUESTIONS.findIndex((asked) => asked.name === first))) {
    const shown = await terminal.waitFor(ready);
    if (name === question) return shown;
    terminal.type(recommended);
  }
  throw new Error(`init does not ask for ${question}`);
}

interface Snapshot {
  readonly roles: Readonly<Record<string, { readonly inlinePolicies: object }>>;
  readonly regions: Readonly<
    Record<
      string,
      {
        readonly functions: Readonly<Record<string, { readonly policies: object; readonly latest: object }>>;
        readonly certificateProviders: Readonly<Record<string, { readonly lambdaFunctionArn: string }>>;
        readonly provisioningTemplates: object;
      }
    >
  >;
}

export async function regionOf(account: Account): Promise<Snapshot['regions'][string]> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the snapshot holds
  return ((await account.snapshot()) as Snapshot).regions['us-east-1']!;
}

/** Kinds of actions whose effect is in the account. */
export async function effectsIn(account: Account): Promise<string[]> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the snapshot holds
  const { roles } = (await account.snapshot()) as Snapshot;
  const { functions, certificateProviders } = await regionOf(account);
  const role = roles['certprov-signer-us-east-1'];
  const signer = functions['certprov-signer'];
  const effects = {
    'iam:CreateRole': role !== undefined,
    'iam:PutRolePolicy': Object.keys(role?.inlinePolicies ?? {}).length > 0,
    'lambda:CreateFunction': signer !== undefined,
    'lambda:AddPermission': Object.keys(signer?.policies ?? {}).length > 0,
    'iot:CreateCertificateProvider': Object.keys(certificateProviders).length > 0,
  };
  return Object.entries(effects)
    .filter(([, isThere]) => isThere)
    .map(([kind]) => kind);
}

/** Kinds of actions that the journal holds for made, or for possibly made. */
export async function journaled(account: Account): Promise<string[]> {
  const runs = await readJournals(account.home, '000000000000', 'us-east-1', (error) => {
    throw error;
  });
  return stillMade(runs)
    .map(({ action }) => action.kind)
    .toReversed();
}
