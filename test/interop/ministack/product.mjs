import { equal, match, ok } from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDevices } from '../linked/devices.mjs';
import { signThrough } from '../linked/sign-through.mjs';
import { runProgram } from '../support/run-program.mjs';
import { signerFunction } from './signer-function.mjs';

const TEMPLATE = 'product';

/** certprov itself in that account, as far as the account goes; what it does not have is said to be not shown. */
export async function runProduct(scenarios, ministack, fleet, executable) {
  const { folder, env, broker, rootsFile } = ministack;
  const home = join(folder, 'operator');
  mkdirSync(home);
  const machine = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: home,
    CERTPROV_HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...env,
  };
  const certprov = (...args) =>
    runProgram(process.execPath, [executable, ...args, '--json'], { env: machine, cwd: home });
  const provision = (name, ...args) =>
    certprov(
      'device',
      'provision',
      '--template',
      TEMPLATE,
      '--parameter',
      `SerialNumber=${name}`,
      '--endpoint',
      `${broker.host}:${broker.port}`,
      '--tls-roots',
      rootsFile,
      '--client-id',
      name,
      '--out-dir',
      name,
      ...args,
    );
  await fleet.makeTemplate(TEMPLATE, { hook: fleet.hook });
  writeFileSync(join(home, 'claim.pem'), fleet.claim.certificatePem);
  writeFileSync(join(home, 'claim.key'), fleet.claim.keyPem);
  const byClaim = ['--claim-certificate', 'claim.pem', '--claim-key', 'claim.key'];

  for (const { how, name, way } of [
    { how: 'by claim', name: 'SN-claim', way: byClaim },
    { how: 'by a trusted user', name: 'SN-trusted', way: ['--trusted-user'] },
  ]) {
    await scenarios.run(`a device comes in ${how} with a key that AWS makes, past a hook`, async () => {
      const { exitCode, stdout, stderr } = await provision(name, ...way, '--keys-by-aws');
      equal(exitCode, 0, stderr);
      equal(JSON.parse(stdout).thingName, name);
      const [key, certificate] = ['device.key', 'device.pem'].map((file) =>
        readFileSync(join(home, name, file), 'utf8'),
      );
      ok(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)));
    });
  }

  await scenarios.run('the hook that says no is told to the operator', async () => {
    const { exitCode, stdout, stderr } = await provision(
      'SN-no',
      ...byClaim,
      '--keys-by-aws',
      '--parameter',
      'Hook=no',
    );
    equal(exitCode, 1, stderr);
    match(stdout + stderr, /AccessDenied/);
    match(stdout + stderr, /pre-provisioning hook of the template says no/);
  });

  await scenarios.run('certprov makes a CA with a key in its KMS, and the signer signs in its Lambda', async () => {
    const made = await certprov('ca', 'create', '--subject', 'CN=Device CA,O=Acme', '--out', 'ca.pem', '--yes');
    equal(made.exitCode, 0, made.stderr);
    await signerFunction(fleet, ministack, executable, readFileSync(join(home, 'ca.pem')));
    const sign = signThrough(env);
    for (const { csr, keyKind, subjectKind } of await makeDevices())
      equal((await sign(csr)).outcome, 'exact', `${keyKind}, ${subjectKind}`);
    const refused = await sign('a CSR');
    match(refused.outcome, /^refused: /);
    ok(refused.errorMessage);
  });

  const byCsr = await provision('SN-csr', ...byClaim);
  if (byCsr.exitCode === 0) scenarios.fail('a device comes in with a CSR now: show it', byCsr.stdout, 0);
  else scenarios.skip('a device with a CSR of its own is not shown', reasonOf(byCsr));
  const status = await certprov('status');
  if (status.exitCode === 0) scenarios.fail('it has certificate providers now: show them', status.stdout, 0);
  else scenarios.skip('certificate providers are not shown', reasonOf(status));
}

/** What it answered, on one line, without the steps before. */
function reasonOf({ stdout, stderr }) {
  const said = (stderr || stdout).trim().replaceAll(/\s+/g, ' ');
  return `it answers: ${said.slice(Math.max(0, said.lastIndexOf('✗'))).slice(0, 300)}`;
}
