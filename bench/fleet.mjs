import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from './import-typescript.mjs';
import { quantile } from './statistics.mjs';

const SIZES = [10, 100, 1_000, 5_000];
/** As many at a time as fit into the second that AWS's default quota gives to RegisterThing. */
const IN_FLIGHT = 10;

/**
 * The whole path of a device by claim: TLS, CSR, RegisterThing, TLS with the new certificate. AWS signs; devices and
 * account share this machine, so that only the growth from one size to the next says something about the account.
 */
export async function measureFleet() {
  const { makeFleet, onboardInParallel, startAccount } = await importTypeScript('bench/fleet.ts');
  const home = await mkdtemp(join(tmpdir(), 'certprov-bench-'));
  const sandbox = await startAccount({ folder: join(home, 'sandbox') });
  const figures = [];
  try {
    const { caPem, ...broker } = await sandbox.mqtt();
    const fleet = await makeFleet(sandbox, { ...broker, caPem: [caPem] });
    await onboardInParallel(fleet, IN_FLIGHT, IN_FLIGHT);
    let first;
    for (const size of SIZES) {
      const began = performance.now();
      const onboarded = await onboardInParallel(fleet, size, IN_FLIGHT);
      const seconds = (performance.now() - began) / 1000;
      const refused = onboarded.filter(({ refusal }) => refusal !== undefined).length;
      if (refused > 0) throw new Error(`${refused} of ${size} devices were refused`);
      const times = onboarded.map(({ tookMs }) => tookMs);
      const [p50, p99] = [0.5, 0.99].map((q) => quantile(times, q));
      first ??= p50;
      figures.push({
        what: `${size.toLocaleString('en')} devices: p50 of the path, beside that of ${SIZES[0]}`,
        value: p50 / first,
        unit: '×',
        note: `${(size / seconds).toFixed(0)} devices/s, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
      });
    }
  } finally {
    await sandbox.close();
    await rm(home, { recursive: true, force: true });
  }
  return figures;
}
