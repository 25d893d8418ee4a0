import { ownEntry } from '../own-entry.ts';
import type { CloudwatchState } from './state.ts';

const MINUTE_MS = 60_000;

/** One more sample of a metric of AWS/IoT, inside an edit; `value` is 1 for a call that failed, else 0. */
export function recordSample(state: CloudwatchState, metric: string, value: 0 | 1, at: Date): void {
  const minute = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS).toISOString();
  state.recent ??= {};
  // Read back at each step, so that the edit records one minute and not all of them.
  if (ownEntry(state.recent, metric) === undefined) state.recent[metric] = {};
  const minutes = state.recent[metric]!;
  const before = ownEntry(minutes, minute) ?? { sampleCount: 0, sum: 0 };
  minutes[minute] = { sampleCount: before.sampleCount + 1, sum: before.sum + value };
}
