import { describe, expect, it } from 'vitest';
import type { Prompter, SearchQuestion } from '../../src/terminal/prompter.ts';
import { absentPrompter, recommendedPrompter } from '../../src/terminal/unattended-prompters.ts';

const FIX = 'npx certprov init --sandbox --yes --confirm 000000000000/us-east-1';
const choices = [
  { value: 'a', label: 'a' },
  { value: 'b', label: 'b', disabled: 'not ready' },
];
const neverAsked: SearchQuestion<string>['source'] = () => Promise.reject(new Error('asked'));

const QUESTIONS: readonly (readonly [string, (prompter: Prompter) => Promise<unknown>])[] = [
  ['select', (p) => p.select({ flag: '--flag', message: 'm', choices })],
  ['search', (p) => p.search({ flag: '--flag', message: 'm', source: neverAsked })],
  ['input', (p) => p.input({ flag: '--flag', message: 'm' })],
  ['confirm', (p) => p.confirm({ flag: '--flag', message: 'm' })],
  ['typed', (p) => p.typed({ flag: '--flag', message: 'm', expected: '000000000000/us-east-1' })],
];

describe('absentPrompter', () => {
  it.each(QUESTIONS)('answers %s with an error that names the flag, and exit code 2', async (_kind, ask) => {
    await expect(ask(absentPrompter(() => FIX))).rejects.toMatchObject({
      code: 'INPUT_REQUIRED',
      exitCode: 2,
      fix: FIX,
      details: { flag: '--flag' },
    });
  });

  it('does not use a recommendation', async () => {
    const asked = absentPrompter().confirm({ flag: '--flag', message: 'm', recommended: true });
    await expect(asked).rejects.toMatchObject({ code: 'INPUT_REQUIRED' });
  });
});

describe('recommendedPrompter', () => {
  it('takes what is recommended', async () => {
    const prompter = recommendedPrompter();
    const question = { flag: '--flag', message: 'm' };
    expect(await prompter.select({ ...question, choices, recommended: 'a' })).toBe('a');
    expect(await prompter.search({ ...question, source: neverAsked, recommended: 'a' })).toBe('a');
    expect(await prompter.input({ ...question, recommended: 'a' })).toBe('a');
    expect(await prompter.confirm({ ...question, recommended: false })).toBe(false);
    expect(await prompter.confirm({ ...question, recommended: true })).toBe(true);
  });

  it.each(QUESTIONS)('refuses %s without a recommendation and names the flag', async (_kind, ask) => {
    await expect(ask(recommendedPrompter(() => FIX))).rejects.toMatchObject({
      code: 'INPUT_REQUIRED',
      exitCode: 2,
      fix: FIX,
      details: { flag: '--flag' },
    });
  });

  it('refuses a recommendation that cannot be chosen or does not hold', async () => {
    const prompter = recommendedPrompter();
    const question = { flag: '--flag', message: 'm' };
    for (const recommended of ['b', 'gone'])
      await expect(prompter.select({ ...question, choices, recommended })).rejects.toMatchObject({
        code: 'INPUT_REQUIRED',
      });
    await expect(prompter.input({ ...question, recommended: 'x', validate: () => 'too short' })).rejects.toMatchObject({
      code: 'INPUT_REQUIRED',
    });
  });

  it('names the words that the fleet-wide question wants', async () => {
    const asked = recommendedPrompter().typed({ flag: '--confirm', message: 'm', expected: '000000000000/us-east-1' });
    await expect(asked).rejects.toMatchObject({ fix: 'pass --confirm 000000000000/us-east-1' });
  });
});
