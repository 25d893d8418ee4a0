import { importTypeScript } from './import-typescript.mjs';
import { takeTurns } from './start-times.mjs';
import { median, quantile } from './statistics.mjs';

const ROUNDS = 401;
const WARM_UP = 50;

/** What each connector adds to a server's own answer over a kept connection; the bare request takes turns with it. */
export async function measureConnectors() {
  const { benchConnectors } = await importTypeScript('bench/connectors.ts');
  const { measurements, close } = await benchConnectors();
  try {
    const figures = [];
    for (const { name, connector, bare } of measurements) {
      for (let i = 0; i < WARM_UP; i++) {
        await connector();
        await bare();
      }
      const times = await takeTurns(ROUNDS, { connector: () => timeOf(connector), bare: () => timeOf(bare) });
      const [whole, least] = [median(times.connector), median(times.bare)];
      figures.push({
        what: `${name}, added to the server's own time`,
        value: whole - least,
        unit: 'ms+',
        budget: 5,
        note: `${whole.toFixed(2)} ms : ${least.toFixed(2)} ms bare, 95th percentile ${quantile(times.connector, 0.95).toFixed(1)} ms`,
      });
    }
    return figures;
  } finally {
    close();
  }
}

async function timeOf(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
