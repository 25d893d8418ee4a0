import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import forge from 'node-forge';
import { installBy } from '../support/install-by.mjs';
import { installGoProgram } from '../support/install-go-program.mjs';
import { installOnce } from '../support/install-once.mjs';
import { outputOf } from '../support/run-program.mjs';
import { toolChain } from '../support/tool-chain.mjs';

const SOURCES = fileURLToPath(new URL('sources', import.meta.url));
const OLDEST_PYTHON = [3, 10];

export async function byGo({ report }) {
  const { path, missing } = await installGoProgram(
    { name: 'go-csr', source: '.', module: join(SOURCES, 'go') },
    report,
  );
  return missing ? { missing } : { csr: await outputOf(path, []) };
}

export const byPyca =
  (kind) =>
  async ({ report }) => {
    const { folder, missing } = await installCryptography(report);
    if (missing) return { missing };
    const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
    return { csr: await outputOf('python3', [join(SOURCES, 'pyca.py'), kind], { env }) };
  };

async function installCryptography(report) {
  if (process.platform !== 'linux') return { missing: 'the pinned wheels of cryptography are for Linux' };
  const { version, missing } = await toolChain('python3', ['--version'], OLDEST_PYTHON);
  if (missing) return { missing };
  const requirements = join(SOURCES, 'cryptography.requirements.txt');
  const key = createHash('sha256').update(version).update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = await installOnce(`cryptography-${key}`, async (draft) => {
    report('installing pyca/cryptography\n');
    const pinned = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--requirement', requirements];
    const args = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--target', draft, ...pinned];
    await installBy('python3', args, { env: { PIP_DISABLE_PIP_VERSION_CHECK: '1' } });
  });
  return { folder };
}

/** With the two attributes and the names that the library's own example has. */
export function byNodeForge() {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const csr = forge.pki.createCertificationRequest();
  csr.publicKey = publicKey;
  csr.setSubject([
    { name: 'organizationName', value: 'Acme' },
    { name: 'commonName', value: 'lathe-7' },
  ]);
  csr.setAttributes([
    { name: 'challengePassword', value: 'password' },
    { name: 'unstructuredName', value: 'My Company, Inc.' },
    {
      name: 'extensionRequest',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'lathe-7' }] }],
    },
  ]);
  csr.sign(privateKey, forge.md.sha256.create());
  return { csr: forge.pki.certificationRequestToPem(csr) };
}
