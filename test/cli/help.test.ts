import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, inject, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';

const certprov = () => join(inject('installed'), 'bin', 'certprov.js');

const nobody = { account: async () => undefined, local: async () => undefined };

const run = async (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const child = execFile(process.execPath, [certprov(), ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

/** The lines of each group of a help, by its heading. */
function groupsOf(help: string): Map<string, string> {
  const parts = help.split(/^(\S.*):\n(?= {2}-)/m).slice(1);
  return new Map(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])));
}

it.each([['init'], ['ca', 'create'], ['policy', 'operator'], ['device', 'provision'], ['sandbox']])(
  'prints by `certprov help %s %s` what --help prints',
  async (...words) => {
    const [asked, flagged] = await Promise.all([run('help', ...words), run(...words, '--help')]);
    expect(asked).toEqual({ ...flagged, code: 0, stderr: '' });
    expect(asked.stdout).toContain(`Usage: npx certprov ${words.join(' ')} `);
  },
);

it('prints by `certprov help` what --help prints', async () => {
  expect(await run('help')).toEqual(await run('--help'));
});

it.each([['nonsense'], ['ca', 'burn'], ['init', 'again']])(
  'runs nothing by `certprov help %s %s`',
  async (...words) => {
    const { code, stdout, stderr } = await run('help', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`unknown command '${words.at(-1)}'`);
  },
);

it('is a document where `certprov help` is asked about a command that is not there', async () => {
  const { code, stdout } = await run('help', 'nonsense', '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    certprov: 1,
    error: { code: 'USAGE_INVALID', message: "unknown command 'nonsense'", exitCode: 2 },
  });
});

it('groups the flags of init by what they are about', async () => {
  const groups = groupsOf((await run('init', '--help')).stdout);
  expect([...groups.keys()]).toEqual([
    'Account, and output',
    'What signs',
    'Which CA',
    'A CA that is not an AWS Private CA (docs/external-ca.md)',
    'The trial, and the test of the switch',
    'Going on, and going back',
    'A function in a VPC (docs/vpc.md)',
    'An account with rules of an organization (docs/landing-zones.md)',
    'Options',
  ]);
  expect(groups.get('What signs')).toMatch(/--function [\s\S]*--validity-days /);
  expect(groups.get('The trial, and the test of the switch')).toMatch(/--csr [\s\S]*--no-canary /);
  expect(groups.get('Going on, and going back')).toMatch(/--confirm [\s\S]*--no-auto-rollback /);
  expect(groups.get('Options')).toMatch(/^ {2}-h, --help .*\n(?! {2}-)/);
});

it('gives examples of init whose flags init has', async () => {
  const examples = (await run('init', '--help')).stdout.split('Examples:\n')[1] ?? '';
  const lines = [...examples.matchAll(/^ {4}npx (certprov init .*)$/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThan(2);
  const init = buildProgram('', nobody).commands.find((command) => command.name() === 'init');
  const known = init?.options.map(({ long }) => long);
  for (const flag of lines.join(' ').match(/--[a-z-]+/g) ?? []) expect(known).toContain(flag);
});

const verbs = (command: Command): readonly Command[] => [command, ...command.commands.flatMap((one) => verbs(one))];

it('ends the help of every command with exit codes and environment variables', () => {
  for (const verb of verbs(buildProgram('', nobody))) {
    let text = '';
    verb.configureOutput({ writeOut: (part) => void (text += part) });
    verb.outputHelp();
    expect(text, verb.name()).toMatch(/\nExit codes: 0 done[\s\S]*\nEnvironment: CERTPROV_HOME [\s\S]*NO_COLOR=1/);
  }
});
