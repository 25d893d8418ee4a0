import { outputOf } from './run-program.mjs';

/** Dozens of megabytes, and for the largest half a minute of building, over a line and on a machine that others use. */
const PATIENCE_MS = 4 * 60_000;
const ATTEMPTS = 2;

/**
 * Runs a package manager in the machine's whole environment, as that is where indexes and proxies are configured. A
 * download can stand still for ever; the second attempt finds in the manager's own cache what the first has brought.
 */
export async function installBy(command, args, settings = {}) {
  const { env = {}, patienceMs = PATIENCE_MS, attempts = ATTEMPTS, ...options } = settings;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await outputOf(command, args, { ...options, env: { ...process.env, ...env }, patienceMs });
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}
