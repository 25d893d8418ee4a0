import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openssl } from '../support/openssl.mjs';
import { outputOf } from '../support/run-program.mjs';
import { toolChain } from '../support/tool-chain.mjs';

const OLDEST_KEYTOOL = [11, 0];

/** The two commands that AWS's samples give, with what somebody types at the questions. */
const asked =
  (name, answers) =>
  async ({ folder }) => {
    const [keyPath, csrPath] = [join(folder, `${name}.key`), join(folder, `${name}.csr`)];
    await openssl(['genrsa', '-out', keyPath, '2048']);
    await openssl(['req', '-new', '-key', keyPath, '-out', csrPath], `${answers.join('\n')}\n`);
    return { csr: readFileSync(csrPath, 'utf8') };
  };

export const returnOnEveryQuestion = asked('unanswered', Array(9).fill(''));

const NAMES = ['DE', 'Hesse', 'Frankfurt', 'Acme', 'Line A', 'lathe-7', ''];

export const answeredQuestions = asked('answered', [...NAMES, 'a password', '']);

/** nonRepudiation and keyEncipherment are in the configuration that OpenSSL is installed with. */
export async function stockRequestExtensions({ folder }) {
  const keyPath = join(folder, 'stock.key');
  await openssl(['genrsa', '-out', keyPath, '2048']);
  return { csr: await openssl(['req', '-new', '-key', keyPath, '-subj', '/O=Acme/CN=lathe-7', '-reqexts', 'v3_req']) };
}

export async function keytool({ folder }) {
  const { missing } = await toolChain('java', ['--version'], OLDEST_KEYTOOL);
  if (missing) return { missing };
  const store = ['-keystore', join(folder, 'keytool.p12'), '-storepass', 'changeit', '-alias', 'device'];
  const name = ['-dname', 'CN=lathe-7, O=Acme'];
  const run = (...args) => outputOf('keytool', args, { env: process.env });
  await run('-genkeypair', ...store, '-storetype', 'PKCS12', '-keyalg', 'EC', '-groupname', 'secp256r1', ...name);
  return { csr: await run('-certreq', ...store) };
}
