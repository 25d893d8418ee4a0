import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certprov } from './paths.mjs';
import { ratio, startTime, takeTurns } from './start-times.mjs';

const ROUNDS = 9;
const INIT = [certprov, 'init', '--sandbox', '--yes', '--confirm', '000000000000/us-east-1'];

/** The whole path in an account that does not exist yet: seeding, preparation, cold start, trial signing, switch. */
export async function measureSwitchOn() {
  const { node, init } = await takeTurns(ROUNDS, {
    node: () => startTime(['-e', '0']),
    async init() {
      const home = await mkdtemp(join(tmpdir(), 'certprov-bench-'));
      try {
        return startTime(INIT, { CERTPROV_HOME: home });
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  });
  return [ratio('init --sandbox, from nothing to enabled : node -e 0', init, node, 20)];
}
