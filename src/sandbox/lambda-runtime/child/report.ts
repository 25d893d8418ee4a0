import { writeSync } from 'node:fs';
import type { Frame, Usage } from '../frame.ts';
import { monotonicMs, queuedMs } from '../queue-time.ts';

const FRAMES_FD = 3;

/** Written at once, so that order is kept and nothing is lost when the function ends its process. */
export function report(frame: Frame): void {
  const bytes = Buffer.from(`${JSON.stringify(frame)}\n`);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(FRAMES_FD, bytes, written);
    } catch (error) {
      // The reader is slower than the function: wait a millisecond for room in the pipe.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

export const usage = (): Usage => ({
  memoryMb: Math.ceil(process.resourceUsage().maxRSS / 1024),
  atMs: monotonicMs(),
  queuedMs: queuedMs('self') ?? 0,
});
