import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queuedMs } from '../../../src/sandbox/lambda-runtime/queue-time.ts';
import { openHarness } from './function-harness.ts';

/** Computes until it has had as much of a core as this. */
const COMPUTES = (ms: number): string =>
  `export const handler = async (_, context) => {
     const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
     const from = used();
     while (used() < from + ${ms});
     return { remaining: context.getRemainingTimeInMillis() };
   };`;
const WAITS = (ms: number): string =>
  `export const handler = () => new Promise((resolve) => setTimeout(() => resolve({}), ${ms}));`;

const harness = openHarness();
const busy: ChildProcess[] = [];

/** More that computes than there are cores, all of it running before the first test. */
beforeAll(async () => {
  const source = "process.stdout.write('.'); const end = Date.now() + 60_000; while (Date.now() < end);";
  for (let i = 0; i < 3 * availableParallelism(); i += 1)
    busy.push(spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] }));
  await Promise.all(busy.map((child) => once(child.stdout!, 'data')));
});

afterAll(async () => {
  for (const child of busy) child.kill('SIGKILL');
  await harness.close();
});

const durationIn = (log: string): number => Number(/\tDuration: ([\d.]+) ms/.exec(log)?.[1]);

// Only Linux tells how long a process stood in the queue for a core; elsewhere the clock on the wall is all there is.
describe.skipIf(queuedMs('self') === undefined)('a function on a machine that has other work', () => {
  it('is not charged for the time in which it gets no core', async () => {
    const started = performance.now();
    const { answer, error, log } = await harness.run(COMPUTES(200), { timeoutSeconds: 0.4 });

    expect(error).toBeUndefined();
    // By the clock on the wall it had no chance.
    expect(performance.now() - started).toBeGreaterThan(400);
    expect(durationIn(log)).toBeGreaterThanOrEqual(190);
    expect(durationIn(log)).toBeLessThan(400);
    expect(answer.remaining).toBeGreaterThan(0);
    expect(answer.remaining).toBeLessThanOrEqual(210);
  });

  it('is charged for what it computes', async () => {
    const { answer } = await harness.run(COMPUTES(600), { timeoutSeconds: 0.4 });
    expect(answer.errorMessage).toMatch(/Task timed out after 0\.40 seconds$/);
  });

  it('is charged for what it waits for', async () => {
    const started = performance.now();
    const { answer } = await harness.run(WAITS(10_000), { timeoutSeconds: 1 });
    expect(answer.errorMessage).toMatch(/Task timed out after 1\.00 seconds$/);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
