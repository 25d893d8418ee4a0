import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { importTypeScript } from './import-typescript.mjs';
import { certprov } from './paths.mjs';

const DEVICES = 5_000;
/** Twice what AWS's default quota for RegisterThing lets in. */
const PER_SECOND = 20;
const IN_FLIGHT = 8;
const P256 = ['--ca', 'Acme Device CA P256'];

const SWITCHES = [
  { signer: 'a good signer', flags: [], budget: 0 },
  { signer: 'a bad signer, stopped by the trial', flags: ['--function', 'swapped-key-signer', ...P256], budget: 0 },
  { signer: 'one that turns bad behind the trial', flags: ['--function', 'fair-weather-signer', ...P256] },
];

/** 5,000 devices come in at a bounded rate while `init` switches; takes about thirteen minutes. */
export async function measureSoak() {
  const { soak } = await importTypeScript('bench/fleet.ts');
  const figures = [];
  for (const { signer, flags, budget } of SWITCHES) {
    const home = await mkdtemp(join(tmpdir(), 'certprov-bench-'));
    try {
      const { devices, refusals, refusedForMs, issuedBy, run } = await soak({
        home,
        devices: DEVICES,
        perSecond: PER_SECOND,
        inFlight: IN_FLIGHT,
        switchOver: () => init(home, flags),
      });
      const issued = Object.entries(issuedBy).map(([ca, count]) => `${String(count)} by ${ca.split(' O=')[0]}`);
      const refused = refusals.length === 0 ? '' : `refused for ${(refusedForMs / 1000).toFixed(1)} s; `;
      figures.push({
        what: `${devices.toLocaleString('en')} devices, ${signer}: refused`,
        value: refusals.length,
        unit: 'devices',
        ...(budget === undefined ? {} : { budget }),
        note: `${refused}${issued.join(', ')}; init: exit ${String(run.exitCode)}`,
      });
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  }
  return figures;
}

async function init(home, flags) {
  const child = spawn(
    process.execPath,
    [certprov, 'init', '--sandbox', '--yes', '--confirm', '000000000000/us-east-1', '--json', ...flags],
    { env: { ...process.env, CERTPROV_HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [[exitCode], stdout] = await Promise.all([once(child, 'close'), text(child.stdout)]);
  return { exitCode, document: JSON.parse(stdout) };
}
