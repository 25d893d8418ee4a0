import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { calledAs, nameCommands } from '../../src/cli/called-as.ts';
import { programName } from '../../src/local/program-name.ts';
import { shellWord } from '../../src/local/shell-word.ts';

const INSTALLED = { program: 'certprov' };

describe('programName', () => {
  it.each([
    ['/home/me/certprov', 'npx certprov'],
    ['/home/me/node_modules.old/certprov', 'npx certprov'],
    ['/usr/local/lib/node_modules/certprov', 'certprov'],
    ['/home/me/plant/node_modules/certprov', 'certprov'],
    ['/home/me/plant/node_modules/.pnpm/certprov@0.1.0/node_modules/certprov', 'certprov'],
  ])('goes by where the program lies: %s', (root, name) => {
    expect(programName(root)).toBe(name);
  });

  it.each([
    [{ _npx: { packages: ['./certprov-0.1.0.tgz'] } }, 'npx ./certprov-0.1.0.tgz'],
    [{ _npx: { packages: ['certprov', 'cowsay'] } }, 'npx certprov'],
    [{ _npx: { packages: ['./my files; rm/certprov.tgz'] } }, 'npx certprov'],
    [{}, 'npx certprov'],
  ])('is what npx was asked for, where npx fetched it: %j', (manifest, name) => {
    const folder = join(mkdtempSync(join(inject('scratch'), 'cache-')), '_npx', '0123abcd');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    expect(programName(join(folder, 'node_modules', 'certprov'))).toBe(name);
  });
});

describe('shellWord', () => {
  it.each([
    ['linux', '/home/me/ca.pem', '/home/me/ca.pem'],
    ['linux', '/home/my files/ca.pem', "'/home/my files/ca.pem'"],
    ['win32', String.raw`C:\certs\ca.pem`, String.raw`C:\certs\ca.pem`],
    ['win32', String.raw`C:\my certs\ca.pem`, String.raw`"C:\my certs\ca.pem"`],
  ] as const)('quotes for the shell of %s: %s', (platform, text, word) => {
    expect(shellWord(text, platform)).toBe(word);
  });
});

describe('calledAs', () => {
  it.each([
    ['on AWS', {}, 'certprov rollback --all'],
    ['on the sandbox', { sandbox: true }, 'certprov rollback --sandbox --all'],
    [
      'with Region and profile',
      { region: 'eu-west-1', profile: 'factory' },
      'certprov rollback --region eu-west-1 --profile factory --all',
    ],
  ])('is what can be typed again when called %s', (_case, flags, expected) => {
    expect(calledAs(flags, INSTALLED)('rollback --all')).toBe(expected);
  });

  it.skipIf(process.platform === 'win32')('quotes what is more than a word', () => {
    expect(calledAs({ profile: "plant's two" }, INSTALLED)('rollback --all')).toBe(
      String.raw`certprov rollback --profile 'plant'\''s two' --all`,
    );
  });

  it('is called through npx in a clone, as this is one', () => {
    expect(calledAs({ region: 'eu-west-1' })('status')).toBe('npx certprov status --region eu-west-1');
  });

  it('names an account once', () => {
    const command = calledAs({ region: 'eu-west-1', profile: 'factory' }, INSTALLED);
    expect(command('status --region us-east-1')).toBe('certprov status --profile factory --region us-east-1');
  });

  it.skipIf(process.platform === 'win32')(
    'runs init again with the flags that it was given, and others without',
    () => {
      const argv = ['init', '--sandbox', '--csr', 'my devices/a.csr'];
      const command = calledAs({ sandbox: true }, { ...INSTALLED, argv });
      expect(command('init')).toBe("certprov init --sandbox --csr 'my devices/a.csr'");
      expect(command('init --plan')).toBe("certprov init --sandbox --csr 'my devices/a.csr' --plan");
      expect(command('init --csr b.csr --yes')).toBe('certprov init --sandbox --csr b.csr --yes');
      expect(command('status')).toBe('certprov status --sandbox');
      expect(calledAs({ sandbox: true }, { ...INSTALLED, argv: ['status', '--json'] })('init')).toBe(
        'certprov init --sandbox',
      );
    },
  );

  it.each(['ca create --plan', 'device provision --trace'])('keeps the two words of %s together', (words) => {
    const [first, second, flag] = words.split(' ');
    expect(calledAs({ region: 'eu-west-1' }, INSTALLED)(words)).toBe(
      `certprov ${first} ${second} --region eu-west-1 ${flag}`,
    );
  });

  it('adds no account to a command about the sandbox itself', () => {
    expect(calledAs({ sandbox: true }, INSTALLED)('sandbox serve')).toBe('certprov sandbox serve');
  });
});

describe('nameCommands', () => {
  it('names every command in a text, and nothing else', () => {
    const command = calledAs({ sandbox: true });
    expect(nameCommands('see `certprov status`, then `certprov rollback --all`; certprov is `aws` too', command)).toBe(
      'see `npx certprov status --sandbox`, then `npx certprov rollback --sandbox --all`; certprov is `aws` too',
    );
  });

  it('leaves a line as it is that names its account already, and needs no second time', () => {
    const command = calledAs({ region: 'eu-west-1', profile: 'factory' }, INSTALLED);
    const once = nameCommands('run `certprov init` again', command);
    expect(once).toBe('run `certprov init --region eu-west-1 --profile factory` again');
    expect(nameCommands(once, command)).toBe(once);
    const elsewhere = 'look there: `certprov status --region us-east-1`';
    expect(nameCommands(elsewhere, command)).toBe(elsewhere);
  });
});
