import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangesSent } from '../../src/aws/connection/changes-sent.ts';
import { calledAs } from '../../src/cli/called-as.ts';
import { openContext } from '../../src/cli/open-context.ts';
import { buildProgram } from '../../src/cli/program.ts';
import type { AccountCommand, Handed, Runner } from '../../src/cli/runner.ts';
import { Interrupt } from '../../src/local/interrupt.ts';
import { createOutput } from '../../src/terminal/terminal-output.ts';

/** What the command line hands to the runner, without running it; undefined for a command without an account. */
async function declared(words: readonly string[]): Promise<AccountCommand | undefined> {
  let found: AccountCommand | undefined;
  const runner: Runner = {
    account: async (command) => void (found = command),
    local: async () => undefined,
  };
  await buildProgram('0.0.0', runner).parseAsync([...words], { from: 'user' });
  return found;
}

/** Every verb of the command line, by its words and what it cannot do without. */
const verbs = (command: Command, before: readonly string[] = []): readonly (readonly string[])[] =>
  command.commands.flatMap((verb) =>
    verb.commands.length > 0
      ? verbs(verb, [...before, verb.name()])
      : [[...before, verb.name(), ...verb.registeredArguments.filter((a) => a.required).map(() => 'alias/x')]],
  );

const nobody: Runner = { account: async () => undefined, local: async () => undefined };

describe('what the command line declares of a command', () => {
  it('says of every verb whether it reads, tries or changes, or needs no account', async () => {
    const all = await Promise.all(
      verbs(buildProgram('0.0.0', nobody)).map(async (words) => {
        const name = words.filter((word) => word !== 'alias/x').join(' ');
        return [name, (await declared(words))?.does ?? 'local'] as const;
      }),
    );
    expect(Object.fromEntries(all)).toEqual({
      init: 'change',
      impact: 'read',
      'dry-run': 'try',
      status: 'read',
      canary: 'change',
      rollback: 'change',
      'ca create': 'change',
      'ca delete': 'change',
      'device provision': 'change',
      advise: 'local',
      'policy operator': 'read',
      'policy signer': 'read',
      'policy check': 'read',
      'policy invoke': 'read',
      'sandbox serve': 'local',
      schema: 'local',
      'sandbox idle': 'local',
      'sandbox info': 'local',
      'sandbox reset': 'local',
      'sandbox network': 'local',
      'sandbox policy': 'local',
      'sandbox fault': 'local',
    });
  });

  it('goes by the state folder where it reads journals without writing any', async () => {
    const reading = await Promise.all(
      ['status', 'impact', 'dry-run', 'init', 'rollback', 'canary'].map(async (verb) => [
        verb,
        (await declared([verb]))?.readsState ?? false,
      ]),
    );
    expect(reading.filter(([, reads]) => reads).map(([verb]) => verb)).toEqual(['status', 'impact', 'dry-run']);
  });
});

describe('what is handed to a command', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'certprov-'));
    vi.stubEnv('CERTPROV_HOME', home);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });

  const CHANGES = [
    'askAgain',
    'changes',
    'deviceEndpoint',
    'interfaceSeconds',
    'invoker',
    'quietly',
    'returnSeconds',
    'unattended',
    'writer',
  ];

  it.each<[keyof Handed, readonly string[]]>([
    ['read', []],
    ['try', ['invoker']],
    ['change', CHANGES],
  ])('has, for one that is to %s, only what that takes', async (does, more) => {
    const { stdout, stderr } = process;
    const output = await createOutput({ json: false, stdout, stderr });
    const opened = await openContext({ does }, { sandbox: true }, calledAs, {
      output,
      interrupt: new Interrupt(),
      changes: new ChangesSent(),
    });
    try {
      const members = Object.entries(opened.context);
      const names = members.map(([name]) => name).filter((name) => CHANGES.includes(name));
      expect(names.toSorted()).toEqual(more);
      // Nor by another name: whatever can make a role is a writer.
      const writers = members.filter(
        ([, value]) => typeof value === 'object' && value !== null && 'createRole' in value,
      );
      expect(writers.map(([name]) => name)).toEqual(does === 'change' ? ['writer'] : []);
    } finally {
      await opened.close();
      output.close();
    }
  });
});

describe('the line that asks nothing', () => {
  it('is offered by init alone', async () => {
    const init = await declared(['init']);
    expect(init?.unattended?.line({ account: '111122223333', region: 'eu-west-1', partition: 'aws' })).toBe(
      'init --yes --confirm 111122223333/eu-west-1',
    );
    expect((await declared(['rollback']))?.unattended).toBeUndefined();
  });
});
