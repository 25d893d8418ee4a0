import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from './import-typescript.mjs';
import { ratio, takeTurns } from './start-times.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 101;
const OPENSSL_ROUNDS = 21;
const WARM_UP = 2_000;
/** Milliseconds for each measurement in a round: alike, so that what else the machine does falls on both alike. */
const SLICE_MS = 5;

/** What a certificate of an own CA costs in the signer, beside the two operations it cannot do without, and beside OpenSSL. */
export async function measureOwnCa() {
  const { benchOwnCa } = await importTypeScript('bench/own-ca.ts');
  const { issue, verifyAndSign, csrPem, caPem, caKeyPem } = await benchOwnCa();
  const folder = await mkdtemp(join(tmpdir(), 'certprov-bench-'));
  try {
    await Promise.all([
      writeFile(join(folder, 'device.csr'), csrPem),
      writeFile(join(folder, 'ca.pem'), caPem),
      writeFile(join(folder, 'ca.key'), caKeyPem, { mode: 0o600 }),
    ]);
    for (const warmUp of [issue, verifyAndSign]) for (let i = 0; i < WARM_UP; i++) await warmUp();
    const times = await takeTurns(ROUNDS, {
      issue: () => timeOf(issue),
      verifyAndSign: () => timeOf(verifyAndSign),
    });
    // Apart, because a new process leaves cold caches to what comes after it.
    const { openssl } = await takeTurns(OPENSSL_ROUNDS, { openssl: () => opensslTime(folder) });
    const perSecond = (values) => `${Math.round(1000 / median(values))}/s`;
    return [
      {
        ...ratio('certificate of an own CA : verify and sign', times.issue, times.verifyAndSign, 6),
        note: `${perSecond(times.issue)} : ${perSecond(times.verifyAndSign)}, the fastest ${Math.round(1000 / Math.min(...times.issue))}/s`,
      },
      {
        ...ratio('openssl x509 -req : certificate of an own CA', openssl, times.issue),
        note: `${perSecond(openssl)} : ${perSecond(times.issue)}`,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for one, on this thread. */
async function timeOf(work) {
  const started = performance.now();
  let times = 0;
  while (performance.now() - started < SLICE_MS) {
    await work();
    times++;
  }
  return (performance.now() - started) / times;
}

function opensslTime(cwd) {
  const args = ['x509', '-req', '-in', 'device.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '365'];
  const started = performance.now();
  const { status, stderr } = spawnSync('openssl', [...args, '-out', 'device.pem'], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ended with ${status}: ${stderr}`);
  return performance.now() - started;
}
