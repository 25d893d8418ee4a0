import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetPublicKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';

/** The built signer as a function of that account, with what `init` gives it, for a CA whose key its KMS has. */
export async function signerFunction(fleet, { env }, executable, caPem) {
  const certificate = new X509Certificate(caPem);
  const bundle = join(dirname(dirname(executable)), 'dist', 'assets', 'signer', 'kms', 'index.mjs');
  await fleet.makeFunction('certprov-signer', readFileSync(bundle), {
    environment: {
      CERTPROV_CA_KIND: 'kms',
      CERTPROV_CA_SETTINGS: JSON.stringify({ keyArn: await keyOf(certificate, env) }),
      CERTPROV_CA_CERTIFICATE: certificate.raw.toString('base64'),
      CERTPROV_VALIDITY_DAYS: '365',
    },
  });
}

/** The key of that KMS whose public half is the certificate's. */
async function keyOf(certificate, env) {
  const client = new KMSClient({
    endpoint: env['AWS_ENDPOINT_URL'],
    region: env['AWS_REGION'],
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'], secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] },
  });
  try {
    const wanted = digest(certificate.publicKey.export({ format: 'der', type: 'spki' }));
    for (const { KeyId, KeyArn } of (await client.send(new ListKeysCommand({}))).Keys) {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
      if (digest(PublicKey) === wanted) return KeyArn;
    }
    throw new Error('the account does not have the key of the CA');
  } finally {
    client.destroy();
  }
}

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
