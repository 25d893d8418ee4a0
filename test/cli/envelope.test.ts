import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { enclose } from '../../src/cli/envelope.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { SCHEMAS } from '../../src/commands/schema/documents.ts';
import { object, text } from '../../src/commands/schema/shapes.ts';
import { documentOf, problemsOf } from '../support/valid-document.ts';

const place = { account: '111122223333', region: 'eu-west-1', caller: 'arn:aws:iam::111122223333:user/operator' };
const program = 'npx certprov';

describe('what every document has', () => {
  it('is put before the members of the command, which stay where they are', () => {
    const document = enclose({ signing: 'aws-managed' }, { command: 'status', place, program });
    expect(JSON.stringify(document)).toBe(
      '{"certprov":1,"command":"status","account":"111122223333","region":"eu-west-1","signing":"aws-managed"}',
    );
  });

  it('leaves the account that the document itself speaks of', () => {
    const document = enclose({ account: '444455556666' }, { command: 'status', place, program });
    expect(document).toMatchObject({ account: '444455556666', region: 'eu-west-1' });
  });

  it.each(['policy operator', 'policy signer', 'policy invoke', 'schema'])(
    'is not there in what %s prints',
    (command) => {
      const policy = { Version: '2012-10-17', Statement: [] };
      expect(enclose(policy, { command, place, program })).toBe(policy);
    },
  );

  it('is there where such a command fails', () => {
    const error = { code: 'USAGE_INVALID', message: 'no', exitCode: 2 };
    expect(enclose({ error }, { command: 'policy operator', program })).toEqual({
      certprov: 1,
      command: 'policy operator',
      error,
    });
  });
});

describe('the next commands of a document', () => {
  const nextOf = (document: Parameters<typeof enclose>[0]) =>
    enclose(document, { command: 'status', program })['nextCommands'];

  it('are those of a fix, in backticks or on a line of their own, with the reason', () => {
    const fix = 'run `npx certprov canary --sandbox`, or go back:\n  npx certprov rollback --sandbox';
    expect(nextOf({ findings: [{ summary: 'not proven', fix }] })).toEqual([
      { command: 'npx certprov canary --sandbox', why: 'not proven' },
      { command: 'npx certprov rollback --sandbox', why: 'not proven' },
    ]);
    expect(nextOf({ error: { message: 'refused', fix } })).toContainEqual({
      command: 'npx certprov canary --sandbox',
      why: 'refused',
    });
  });

  it('are those that init names', () => {
    expect(nextOf({ next: { rollback: 'npx certprov rollback' } })).toMatchObject([
      { command: 'npx certprov rollback', why: 'to have AWS sign again' },
    ]);
  });

  it('never confirm for a person', () => {
    const fix = 'run `npx certprov init --yes --confirm 111122223333/eu-west-1`, or `npx certprov init --plan`';
    expect(nextOf({ error: { message: 'no', fix } })).toEqual([{ command: 'npx certprov init --plan', why: 'no' }]);
  });

  it('are no lines with a gap, of another program, or from where nobody recommends', () => {
    const fix = '`npx certprov dry-run --csr <file>`, `aws iot describe-endpoint`, `npx certprovx`';
    expect(nextOf({ findings: [{ summary: 'no', fix }], note: '`npx certprov rollback`' })).toBeUndefined();
  });
});

describe('the schemas', () => {
  const namesOf = (command: Command, before: readonly string[] = []): string[] =>
    command.commands.flatMap((one) => {
      const words = [...before, one.name()];
      const isVerb = one.options.some(({ long }) => long === '--json');
      return [...(isVerb ? [words.join(' ')] : []), ...namesOf(one, words)];
    });

  it('are there for each command that takes --json, and for no other', () => {
    const run = { account: async () => undefined, local: async () => undefined };
    const commands = namesOf(buildProgram('0', run));
    expect(Object.keys(SCHEMAS).toSorted()).toEqual([...commands, 'error'].toSorted());
  });

  it.each([
    ['a member is missing', { a: 'x' }, ['$ has no b']],
    ['a member is of another type', { a: 1, b: 'y' }, ['$.a is integer, not string']],
    ['a member is in no schema', { a: 'x', b: 'y', c: true }, ['$.c is in no schema']],
    ['it is a list', [], ['$ is array, not object']],
  ])('say so where %s', (_what, value, problems) => {
    expect(problemsOf(value, object({ a: text(), b: text() }))).toEqual(problems);
  });

  it('are not believed with a keyword that nobody judges', () => {
    expect(() => problemsOf('x', { type: 'string', pattern: '^y$' } as object)).toThrow('unknown keyword pattern');
  });

  it('refuse a document of another command, and one of none', () => {
    const error = { code: 'USAGE_INVALID', message: 'no', exitCode: 2 };
    expect(documentOf(JSON.stringify({ certprov: 1, command: 'status', error }))).toHaveProperty('error');
    expect(() => documentOf(JSON.stringify({ certprov: 1, command: 'impact', signing: 'aws-managed' }))).toThrow(
      'has no counts',
    );
    expect(() => documentOf(JSON.stringify({ certprov: 2, command: 'status', error }))).toThrow('$.certprov is not 1');
    expect(() => documentOf(JSON.stringify({ error }))).toThrow('has no schema');
  });
});
