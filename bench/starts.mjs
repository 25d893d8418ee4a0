import { certprov } from './paths.mjs';
import { ratio, startTime, takeTurns } from './start-times.mjs';

const ROUNDS = 41;

/** What somebody waits who only asks which version this is, or what the commands are called. */
export async function measureStarts() {
  const { node, version, help } = await takeTurns(ROUNDS, {
    node: () => startTime(['-e', '0']),
    version: () => startTime([certprov, '--version']),
    help: () => startTime([certprov, '--help']),
  });
  return [
    ratio('certprov --version : node -e 0', version, node, 1.3),
    ratio('certprov --help : node -e 0', help, node, 1.3),
  ];
}
