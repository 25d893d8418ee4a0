import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importTypeScript } from './import-typescript.mjs';
import { root } from './paths.mjs';

const CASES = Number(process.env.CERTPROV_FUZZ_RUNS ?? 1_000_000);
const CASES_A_TURN = 10_000;

/** A million changed CSRs; what breaks a promise becomes a vector of the tests. */
export async function measureFuzz() {
  const { BrokenPromise, fuzzRequests } = await importTypeScript('bench/fuzz.ts');
  const started = performance.now();
  const seed = Number(process.env.CERTPROV_FUZZ_SEED ?? (Date.now() & 0x7fff_ffff) | 1);
  const total = { cases: 0, read: 0, valid: 0, slowestMs: 0 };
  let broken = 0;
  for (let turn = 0; turn * CASES_A_TURN < CASES; turn++) {
    try {
      const report = await fuzzRequests(Math.min(CASES_A_TURN, CASES - turn * CASES_A_TURN), seed + turn);
      for (const name of ['cases', 'read', 'valid']) total[name] += report[name];
      total.slowestMs = Math.max(total.slowestMs, report.slowestMs);
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error;
      broken++;
      const name = createHash('sha256').update(error.der).digest('hex').slice(0, 16);
      writeFileSync(join(root, 'test', 'csr', 'vectors', `${name}.hex`), `${error.der.toString('hex')}\n`);
      console.log(`seed ${seed + turn}: ${error.message.slice(0, 200)}`);
    }
  }
  const minutes = (performance.now() - started) / 60_000;
  const note = `${total.read} read and read alike elsewhere, ${total.valid} of them with a valid signature; seed ${seed}`;
  return [
    { what: 'changed CSRs', value: total.cases, unit: 'cases', note },
    { what: 'broken promises, each a vector now', value: broken, unit: 'cases', budget: 0 },
    { what: 'the slowest, on the processor', value: total.slowestMs, unit: 'ms', budget: 100 },
    { what: 'all of them', value: minutes, unit: 'minutes' },
  ];
}
