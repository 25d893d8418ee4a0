import { readFileSync } from 'node:fs';

/**
 * Milliseconds for which the main thread of a process was ready to run, and the machine had no core for it; undefined
 * where the system does not tell (only Linux does).
 * @see https://docs.kernel.org/scheduler/sched-stats.html (/proc/<pid>/schedstat)
 */
export function queuedMs(pid: number | 'self'): number | undefined {
  try {
    const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
    const ms = Number(waitedNs) / 1e6;
    return Number.isFinite(ms) ? ms : undefined;
  } catch {
    return undefined;
  }
}

/** Of a clock that all processes of a machine share, and that nobody sets. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
