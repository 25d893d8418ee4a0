// The sandbox account as other AWS clients see it, and certprov's certificates as others judge them.
// npm run test:interop [-- suite …]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SUITES = fileURLToPath(new URL('run-suites.mjs', import.meta.url));
const GOODBYE_MS = 30_000;

const suites = fork(SUITES, process.argv.slice(2), { stdio: 'inherit' });
let verdict;
let insist;
suites.on('message', ({ exitCode }) => {
  verdict = exitCode;
  // Node can stand still for ever in its own end, behind the last word: https://github.com/nodejs/node/issues/54918
  insist = setTimeout(() => suites.kill('SIGKILL'), GOODBYE_MS);
});
const [code, signal] = await once(suites, 'exit');
clearTimeout(insist);
if (verdict === undefined) process.stderr.write(`the suites ended with ${signal ?? code} before their last word\n`);
process.exitCode = verdict ?? (code || 1);
