import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { COPY, COVERAGE, INSTALLED, switchOn } from './copy.mjs';
import { CACHE } from './stryker.mjs';

const REPORT = join(CACHE, 'sample', 'report.json');
/** A change may make a loop that does not end. */
const LIMIT = { times: 5, atLeastMs: 60_000 };

/** Runs test files of the copy with one change on; tells which test failed first, or that none did. */
export async function judge(id, files, usualMs = 0) {
  const { exitCode, seconds, timedOut } = await runTests(id, files, Math.max(LIMIT.atLeastMs, LIMIT.times * usualMs));
  if (timedOut) return { killedBy: 'no end', seconds };
  if (exitCode === 0) return { seconds };
  const report = existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, 'utf8')) : { testResults: [] };
  const failed = report.testResults.find(({ status }) => status === 'failed');
  if (failed === undefined) return { killedBy: 'an error outside of any test', seconds };
  const test = failed.assertionResults.find(({ status }) => status === 'failed');
  const file = failed.name.replaceAll('\\', '/').split('/project/').at(-1);
  return { killedBy: `${file} ${test?.fullName ?? '(does not load)'}`.trim(), seconds };
}

/** Which changes a test file comes by, in its own process and in programs that it starts. */
export async function coverageOf(file) {
  rmSync(COVERAGE, { recursive: true, force: true });
  mkdirSync(COVERAGE, { recursive: true });
  const { killedBy, seconds } = await judge('', [file], 120_000);
  if (killedBy !== undefined) throw new Error(`without any change this fails, so it judges none: ${killedBy}`);
  const met = new Set(
    readdirSync(COVERAGE).flatMap((name) => JSON.parse(readFileSync(join(COVERAGE, name), 'utf8') || '[]')),
  );
  rmSync(COVERAGE, { recursive: true, force: true });
  return { seconds, met: [...met] };
}

async function runTests(id, files, limitMs) {
  rmSync(REPORT, { force: true });
  switchOn(id);
  const started = performance.now();
  const vitest = join(COPY, 'node_modules', 'vitest', 'vitest.mjs');
  const how = ['--config', 'bench/mutations/vitest.config.ts', '--bail', '1', '--reporter=json'];
  const child = spawn(process.execPath, [vitest, 'run', ...how, `--outputFile=${REPORT}`], {
    cwd: COPY,
    stdio: 'ignore',
    // With what it starts, so that nothing of it goes on when it is ended.
    detached: true,
    env: {
      ...process.env,
      CERTPROV_MUTATIONS_TESTS: JSON.stringify({ include: files, exclude: [] }),
      CERTPROV_MUTATIONS_ROOT: INSTALLED,
      CERTPROV_MUTATIONS_COVERAGE: COVERAGE,
      ...(id === '' ? {} : { __STRYKER_ACTIVE_MUTANT__: id }),
    },
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  }, limitMs);
  const [exitCode] = await once(child, 'close');
  clearTimeout(timer);
  return { exitCode, timedOut, seconds: Math.round((performance.now() - started) / 100) / 10 };
}
