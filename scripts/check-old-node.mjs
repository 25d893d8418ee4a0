// Runs the built program on real Node.js of other versions, whose binaries come as npm packages: what is too old says so
// in one sentence, the oldest that will do starts. A version that cannot be had here is left out, with a word.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = join(fileURLToPath(new URL('..', import.meta.url)), 'bin', 'certprov.js');
const TOO_OLD = ['0.12', '6', '12', '16', '18', '20.18', '22.0.0'];
const NEW_ENOUGH = ['20.19.0', '22.2.0'];

const on = (version, ...args) =>
  spawnSync('npx', ['-y', '-p', `node@${version}`, '--', 'node', ...args], {
    encoding: 'utf8',
    timeout: 120_000,
    shell: process.platform === 'win32',
  });

let tried = 0;
let failed = 0;
for (const version of [...TOO_OLD, ...NEW_ENOUGH]) {
  const had = on(version, '-p', 'process.versions.node').stdout?.trim() ?? '';
  if (had !== version && !had.startsWith(`${version}.`)) {
    console.log(`skipped  Node.js ${version}: it cannot be had here`);
    continue;
  }
  tried += 1;
  const { status, stdout, stderr } = on(version, program, 'sandbox', 'info', '--json');
  const isRefused = status === 1 && stderr.includes(`certprov needs Node.js 20.19 or newer`) && stderr.includes(had);
  const isRight = TOO_OLD.includes(version) ? isRefused : status === 0 && JSON.parse(stdout).endpoint !== null;
  if (!isRight) failed += 1;
  console.log(`${isRight ? 'ok      ' : 'FAILED  '} Node.js ${had}: ${stderr.trim().split('\n')[0] || 'starts'}`);
}
console.log(`${tried} tried, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
