import { readFile } from 'node:fs/promises';

/** The most that the process has held in memory; only Linux keeps count. */
export async function peakMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
