import { spawnSync } from 'node:child_process';
import { median, quantile } from './statistics.mjs';

/** Milliseconds from the start of a Node process to its end. */
export function startTime(args, env = {}) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

/**
 * Times of several measurements that take turns, so that whatever else the machine does meanwhile falls on all of them.
 * Each is a function that answers milliseconds; so are the medians.
 */
export async function takeTurns(rounds, measurements) {
  const times = Object.fromEntries(Object.keys(measurements).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(measurements)) times[name].push(await measure());
  }
  return times;
}

/** A figure that says how many times the other one is. */
export function ratio(what, times, base, budget) {
  const ms = (values) => `${median(values).toFixed(0)} ms`;
  const quartile = quantile(times, 0.25) / quantile(base, 0.25);
  return {
    what,
    value: median(times) / median(base),
    unit: '×',
    budget,
    note: `${ms(times)} : ${ms(base)}, first quartiles ${quartile.toFixed(2)} ×`,
  };
}
