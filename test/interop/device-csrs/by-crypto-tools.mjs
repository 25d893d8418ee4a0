import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { outputOf } from '../support/run-program.mjs';

/** What makes a CSR by tools of the distribution, in a folder of its own. */
const byTool =
  (name, make) =>
  async ({ debian, folder }) => {
    if (debian.missing) return debian;
    const place = join(folder, name);
    mkdirSync(place);
    const run = (command, args) => outputOf(command, args, { env: { ...debian.env, HOME: place }, cwd: place });
    return { csr: await make({ run, path: (file) => join(place, file) }) };
  };

const TEMPLATE = `cn = "lathe-7"
organization = "Acme"
signing_key
tls_www_client
`;

export const certtool = byTool('certtool', async ({ run, path }) => {
  writeFileSync(path('template'), TEMPLATE);
  await run('certtool', ['--generate-privkey', '--key-type', 'ecdsa', '--curve', 'secp256r1', '--outfile', 'key']);
  await run('certtool', ['--generate-request', '--load-privkey', 'key', '--template', 'template', '--outfile', 'csr']);
  return readFileSync(path('csr'), 'utf8');
});

export const nss = byTool('nss', async ({ run, path }) => {
  const database = ['-d', 'sql:.'];
  writeFileSync(path('noise'), randomBytes(64));
  await run('certutil', ['-N', ...database, '--empty-password']);
  const key = ['-k', 'ec', '-q', 'nistp256', '-z', 'noise'];
  await run('certutil', ['-R', ...database, '-s', 'CN=lathe-7,O=Acme', ...key, '-a', '-o', 'csr']);
  // A listing of the subject stands before the PEM.
  return /-----BEGIN[\s\S]+-----END NEW CERTIFICATE REQUEST-----\n?/.exec(readFileSync(path('csr'), 'utf8'))[0];
});

export const botan = byTool('botan', async ({ run }) => {
  await run('botan', ['keygen', '--algo=ECDSA', '--params=secp256r1', '--output=key']);
  return run('botan', ['gen_pkcs10', 'key', 'lathe-7', '--organization=Acme']);
});
