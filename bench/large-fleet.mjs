import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from './import-typescript.mjs';
import { certprov } from './paths.mjs';
import { peakMemory } from './peak-memory.mjs';
import { environmentOf, serveAccount } from './serve-account.mjs';

/** What AWS IoT takes of a read in a second, from the whole account. */
const QUOTA = 10;

/** `impact` in a real terminal, on an account with 256 templates and 3,000 policies that another process serves. */
export async function measureLargeFleet() {
  const { makeLargeFleet, openTerminal, requestsOf } = await importTypeScript('bench/large-account.ts');
  const home = await mkdtemp(join(tmpdir(), 'certprov-bench-'));
  const account = await makeLargeFleet(home);
  const server = await serveAccount(home);
  try {
    const env = environmentOf(home, server.endpoint, account);
    const started = performance.now();
    const terminal = await openTerminal({
      command: process.execPath,
      args: [certprov, 'impact'],
      env,
      rows: 60,
      patienceMs: 900_000,
    });
    try {
      await terminal.waitFor(/policies: [\d,]+ of 3,000/);
      const progressMs = performance.now() - started;
      await terminal.waitFor(/policies: 2,\d\d\d of 3,000/);
      const peakMb = await peakMemory(terminal.pid);
      await terminal.waitFor(/fleet-\d{3}/);
      const minutes = (performance.now() - started) / 60_000;
      const requests = requestsOf(home).filter(({ service }) => service === 'iot');
      const [busiest, most] = busiestSecond(requests);
      return [
        {
          what: 'calls of one action to AWS IoT in a second, most',
          value: most,
          unit: 'calls',
          budget: QUOTA,
          note: busiest,
        },
        {
          what: '256 templates, 3,000 policies: all read after',
          value: minutes,
          unit: 'minutes',
          note: `${requests.length} calls, ${requests.filter(({ status }) => status >= 400).length} refused; progress after ${progressMs.toFixed(0)} ms`,
        },
        { what: 'memory of impact on it, at two thirds', value: peakMb, unit: 'MB', budget: 200 },
      ];
    } finally {
      await terminal[Symbol.asyncDispose]();
    }
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** The action of which most calls came within any second, by the account's own record. */
function busiestSecond(requests) {
  const operations = [...new Set(requests.map(({ operation }) => operation))];
  const counts = operations.map((operation) => {
    const calls = requests.filter((request) => request.operation === operation);
    const at = calls.map(({ time }) => Date.parse(time)).toSorted((a, b) => a - b);
    return [operation, Math.max(...at.map((end, last) => last - at.findIndex((begin) => begin > end - 1_000) + 1))];
  });
  return counts.toSorted(([, a], [, b]) => b - a)[0];
}
