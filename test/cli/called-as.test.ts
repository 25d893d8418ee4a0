import { describe, expect, it } from 'vitest';
import { calledAs, nameCommands } from '../../src/cli/called-as.ts';

const INSTALLED = {};
const THROUGH_NPX = { npm_command: 'exec' };

describe('calledAs', () => {
  it.each([
    ['installed, on AWS', {}, INSTALLED, 'certprov rollback --all'],
    ['through npx, on AWS', {}, THROUGH_NPX, 'npx certprov rollback --all'],
    ['on the sandbox, which is for a clone', { sandbox: true }, INSTALLED, 'npx certprov rollback --sandbox --all'],
    [
      'with Region and profile',
      { region: 'eu-west-1', profile: 'factory' },
      INSTALLED,
      'certprov rollback --region eu-west-1 --profile factory --all',
    ],
    [
      'with a profile of two words',
      { profile: "plant's two" },
      INSTALLED,
      String.raw`certprov rollback --profile 'plant'\''s two' --all`,
    ],
  ])('is what can be typed again when called %s', (_case, flags, env, expected) => {
    expect(calledAs(flags, env)('rollback --all')).toBe(expected);
  });

  it.each(['ca create --plan', 'device provision --trace'])('keeps the two words of %s together', (words) => {
    const [first, second, flag] = words.split(' ');
    expect(calledAs({ region: 'eu-west-1' }, INSTALLED)(words)).toBe(
      `certprov ${first} ${second} --region eu-west-1 ${flag}`,
    );
  });

  it('adds no account to a command about the sandbox itself', () => {
    expect(calledAs({ sandbox: true }, INSTALLED)('sandbox serve')).toBe('npx certprov sandbox serve');
  });
});

describe('nameCommands', () => {
  it('names every command in a text, and nothing else', () => {
    const command = calledAs({ sandbox: true }, INSTALLED);
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
