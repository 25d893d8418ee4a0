import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from './import-typescript.mjs';
import { certprov } from './paths.mjs';
import { peakMemory } from './peak-memory.mjs';
import { environmentOf, serveAccount } from './serve-account.mjs';
import { startTime } from './start-times.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 7;
const FIRST_FUNCTION = /Which Lambda function[^]*acme-iot-signer/;
const FIRST_AUTHORITY = /Which CA[^]*Acme Device CA/;

/** `init` in a real terminal, on an account with 5,000 functions and 200 CAs that another process serves. */
export async function measureLargeAccount() {
  const { makeLargeAccount, openTerminal } = await importTypeScript('bench/large-account.ts');
  const home = await mkdtemp(join(tmpdir(), 'certprov-bench-'));
  const account = await makeLargeAccount(home);
  const server = await serveAccount(home);
  try {
    const walks = [];
    const node = [];
    for (let round = 0; round < ROUNDS; round++) {
      node.push(startTime(['-e', '0']));
      walks.push(await walk(openTerminal, environmentOf(home, server.endpoint, account), account.lastFunction));
    }
    const times = (name) => walks.map((walked) => walked[name]);
    return [
      firstChoices('5,000 functions: page to first choices', times('functionsMs'), node, 300),
      firstChoices('200 CAs: page to first choices', times('authoritiesMs'), node, 300),
      firstChoices('from the start of init to the functions', times('startMs'), node),
      memory(times('peakMb')),
    ];
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** As an operator goes: waits for the functions, looks for the last of all, takes the recommended one, sees the CAs. */
async function walk(openTerminal, env, lastFunction) {
  const started = performance.now();
  const terminal = await openTerminal({ command: process.execPath, args: [certprov, 'init'], env, rows: 40 });
  try {
    await terminal.waitFor(/2\/8/);
    const functionsMs = await untilShown(terminal, FIRST_FUNCTION);
    const startMs = performance.now() - started;
    terminal.type(lastFunction.slice(-5));
    await terminal.waitFor(lastFunction);
    terminal.press(...Array.from({ length: 5 }, () => 'backspace'));
    await terminal.waitFor(FIRST_FUNCTION);
    terminal.press('enter');
    const authoritiesMs = await untilShown(terminal, FIRST_AUTHORITY);
    return { startMs, functionsMs, authoritiesMs, peakMb: await peakMemory(terminal.pid) };
  } finally {
    await terminal[Symbol.asyncDispose]();
  }
}

async function untilShown(terminal, pattern) {
  const started = performance.now();
  await terminal.waitFor(pattern);
  return performance.now() - started;
}

const firstChoices = (what, times, node, budget) => ({
  what,
  value: median(times),
  unit: 'ms',
  budget,
  note: `the fastest ${Math.min(...times).toFixed(0)} ms; node -e 0 here and now: ${median(node).toFixed(0)} ms`,
});

const memory = (peaks) =>
  Number.isNaN(peaks[0])
    ? { what: 'memory of init on it, at most', unit: 'MB', note: 'measured on Linux only' }
    : { what: 'memory of init on it, at most', value: Math.max(...peaks), unit: 'MB', budget: 200 };
