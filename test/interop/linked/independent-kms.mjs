import { equal } from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startLocalKms } from '../authorities/local-kms.mjs';
import { outputOf } from '../support/run-program.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { compare } from './devices.mjs';

/** A program of one line that is what Lambda is to the signer. */
const RUN = `
import { handler } from './index.mjs';
let text = '';
for await (const chunk of process.stdin) text += chunk;
const answers = [];
for (const certificateSigningRequest of JSON.parse(text)) {
  const event = { certificateSigningRequest, principalId: 'a', clientId: 'b' };
  answers.push(await handler(event, { getRemainingTimeInMillis: () => 5000 }).catch((error) => ({ error: error.name })));
}
process.stderr.write(JSON.stringify(answers));
`;

/** Somebody else's KMS: certprov makes the CA in it, and the built signer signs with it. */
export async function signWithIndependentKms({ scenarios, executable, devices, results }, report) {
  const title = 'own CA, key in local-kms';
  const kms = await startLocalKms(report);
  if (kms.missing) {
    scenarios.skip(`${title}: every scenario`, kms.missing);
    return;
  }
  try {
    await scenarios.run(`${title}: made there, and every CSR keeps its subject`, () => signAll());
  } finally {
    await kms.close();
  }

  async function signAll() {
    const account = await serveAccount(executable);
    try {
      const out = account.path('own-ca.pem');
      const create = ['ca', 'create', '--subject', 'CN=Device CA,O=Acme', '--out', out, '--yes', '--json'];
      const env = { AWS_ENDPOINT_URL_KMS: kms.endpoint };
      const made = await account.certprov(create, { env });
      equal(made.exitCode, 0, made.stderr);
      const signed = await runSigner(out, env, account);
      const row = new Map(signed.map(({ outcome }, i) => [`${devices[i].subjectKind} ${devices[i].keyKind}`, outcome]));
      for (const [what, outcome] of row) equal(outcome, 'exact', what);
      results.set(title, row);
    } finally {
      await account.close();
    }
  }

  async function runSigner(caPath, env, account) {
    const certificate = new X509Certificate(readFileSync(caPath));
    const keyArn = await keyOf(certificate);
    const bundle = join(dirname(dirname(executable)), 'dist', 'assets', 'signer', 'kms', 'index.mjs');
    const folder = dirname(account.path('x'));
    writeFileSync(join(folder, 'index.mjs'), readFileSync(bundle));
    writeFileSync(join(folder, 'run.mjs'), RUN);
    const settings = {
      PATH: process.env['PATH'],
      AWS_REGION: kms.region,
      AWS_ACCESS_KEY_ID: kms.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: kms.credentials.secretAccessKey,
      CERTPROV_CA_KIND: 'kms',
      CERTPROV_CA_SETTINGS: JSON.stringify({ keyArn }),
      CERTPROV_CA_CERTIFICATE: certificate.raw.toString('base64'),
      CERTPROV_VALIDITY_DAYS: '365',
      ...env,
    };
    const csrs = JSON.stringify(devices.map(({ csr }) => csr));
    const said = await outputOf('/bin/sh', ['-c', '"$0" run.mjs 2>&1 >/dev/null', process.execPath], {
      env: settings,
      cwd: folder,
      input: csrs,
    });
    return JSON.parse(said).map(({ certificatePem, error }, i) => ({
      outcome: error === undefined ? compare(devices[i].csr, certificatePem) : `refused: ${error}`,
    }));
  }

  /** The key of that server whose public half is the certificate's. */
  async function keyOf(certificate) {
    const { KMSClient, GetPublicKeyCommand, ListKeysCommand } = await import('@aws-sdk/client-kms');
    const client = new KMSClient({ endpoint: kms.endpoint, region: kms.region, credentials: kms.credentials });
    const wanted = digest(certificate.publicKey.export({ format: 'der', type: 'spki' }));
    for (const { KeyId, KeyArn } of (await client.send(new ListKeysCommand({}))).Keys) {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
      if (digest(PublicKey) === wanted) return KeyArn;
    }
    throw new Error('the server does not have the key of the CA');
  }
}

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
