import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Output } from '../../src/terminal/output.ts';
import { PageRows } from '../../src/terminal/page-rows.ts';
import { whenSlow } from '../../src/terminal/when-slow.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const recorder = () => {
  const said: string[] = [];
  const end =
    (mark: string) =>
    (text = '') =>
      void said.push(`${mark}${text}`);
  const progress: Output['progress'] = (label) => {
    said.push(label);
    return { update: end('~'), succeed: end('✓'), warn: end('!'), fail: end('✗'), clear: end('clear') };
  };
  const output: Output = {
    json: false,
    columns: 80,
    named: (fix) => fix,
    page: new PageRows(),
    say: end(''),
    findings: () => undefined,
    result: () => undefined,
    progress,
  };
  return { said, output };
};

it('shows nothing of what is over at once', async () => {
  const { said, output } = recorder();
  expect(await whenSlow('reading', output, Promise.resolve('answer'))).toBe('answer');
  await vi.runAllTimersAsync();
  expect(said).toEqual([]);
});

it('shows what takes long, until it ends in whatever way', async () => {
  const { said, output } = recorder();
  let refuse: (reason: unknown) => void = () => undefined;
  const work = whenSlow('reading', output, new Promise((_resolve, reject) => (refuse = reject)));
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual(['reading']);
  refuse(new Error('no'));
  await expect(work).rejects.toThrow('no');
  expect(said).toEqual(['reading', 'clear']);
});
