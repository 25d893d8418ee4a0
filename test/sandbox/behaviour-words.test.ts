import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/local/package-root.ts';

const sandbox = join(packageRoot(), 'src', 'sandbox');
const files = readdirSync(sandbox, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('BEHAVIOUR.md'),
);

/** `| *recorded* | … |`, or `| *sandbox*, *own* | … |`. */
const explained = readFileSync(join(packageRoot(), 'docs', 'sandbox.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| (\*[a-z-]+\*(?:, \*[a-z-]+\*)*) +\|/.exec(line)?.[1] ?? '')
  .flatMap((words) => words.match(/[a-z-]+/g) ?? []);

/** Items of lists, and rows of tables of behaviours. */
const behavioursIn = (text: string): readonly string[] =>
  text.split('\n\n').flatMap((block) => {
    const lines = block.split('\n');
    const head = lines.findIndex((line) => line.startsWith('| behaviour'));
    return head < 0
      ? lines.filter((line) => line.startsWith('- '))
      : lines.slice(head + 2).filter((line) => line !== '');
  });

const hasWord = (line: string): boolean => explained.some((word) => new RegExp(`\\b${word}\\b`).test(line));

describe('where the behaviour of the sandbox comes from', () => {
  it('is said with words that are explained in one place', () => {
    expect(explained).toEqual(expect.arrayContaining(['documented', 'recorded', 'second-hand', 'assumed', 'sandbox']));
    expect(files.length).toBeGreaterThan(9);
  });

  it.each(files)('%s: is said of every behaviour, or of where its lines stand', (file) => {
    const text = readFileSync(join(sandbox, file), 'utf8');
    const lines = behavioursIn(text);
    expect(lines.filter((line) => !hasWord(line) && !line.includes('BEHAVIOUR.md'))).toEqual([]);
    expect(lines.length).toBeGreaterThan(2);
    expect(text).toContain('docs/sandbox.md#where-its-behaviour-comes-from');
  });

  it.each(files)('%s: marks no line with a word that nobody explains', (file) => {
    const marks = [...readFileSync(join(sandbox, file), 'utf8').matchAll(/(?<![\w*])\*([a-z-]+)\*(?![\w*])/g)];
    expect(marks.map(([, word]) => word).filter((word) => !explained.includes(word!))).toEqual([]);
  });
});
