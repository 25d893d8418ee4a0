import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNodeProgram } from '../support/install-node-program.mjs';
import { makeCsr } from '../support/openssl.mjs';
import { runProgram } from '../support/run-program.mjs';

const SOURCE = fileURLToPath(new URL('client', import.meta.url));
const EC_P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** AWS's device SDK as its packages come, in a process of its own. */
export async function installDevice(report) {
  const folder = await installNodeProgram('device-sdk', SOURCE, ['device.mjs'], report);
  return async (settings) => {
    const input = JSON.stringify(settings);
    const { stdout, stderr } = await runProgram(process.execPath, [join(folder, 'device.mjs')], { input });
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`the device said: ${stdout}${stderr}`);
    }
  };
}

/** Key and CSR of a device, both by openssl. */
export async function deviceKey(account, name) {
  const [keyPath, csrPath] = [account.path(`${name}.key`), account.path(`${name}.csr`)];
  await makeCsr({ key: EC_P256, keyPath, csrPath, subject: `/O=Acme/CN=${name}` });
  return { csrPem: readFileSync(csrPath, 'utf8'), again: { keyPem: readFileSync(keyPath, 'utf8') } };
}
