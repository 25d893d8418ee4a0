// The figures of docs/adr/0005-signer-bundle.md and docs/adr/0009-own-ca.md: what the ways to call an AWS service cost a
// Lambda function. A client that is not installed is left out.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const STARTS = 21;

const transports = {
  '@aws-sdk/client-acm-pca': `
    import { ACMPCAClient, GetCertificateCommand, IssueCertificateCommand } from '@aws-sdk/client-acm-pca';
    const client = new ACMPCAClient({ region: 'us-east-1' });
    export const call = async (input) => [await client.send(new IssueCertificateCommand(input)), await client.send(new GetCertificateCommand(input))];`,
  '@aws-sdk/client-kms': `
    import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
    const client = new KMSClient({ region: 'us-east-1' });
    export const call = async (input) => client.send(new SignCommand(input));`,
  '@aws-sdk/client-secrets-manager': `
    import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
    const client = new SecretsManagerClient({ region: 'us-east-1' });
    export const call = async (input) => client.send(new GetSecretValueCommand(input));`,
  'node:https and @smithy/signature-v4': `
    import { createHash, createHmac } from 'node:crypto';
    import { request } from 'node:https';
    import { SignatureV4 } from '@smithy/signature-v4';
    class Sha256 {
      constructor(secret) { this.hash = secret ? createHmac('sha256', secret) : createHash('sha256'); }
      update(bytes) { this.hash.update(bytes); }
      async digest() { return this.hash.digest(); }
    }
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const signer = new SignatureV4({ service: 'acm-pca', region: 'us-east-1', credentials, sha256: Sha256 });
    export const call = async (input) => request(await signer.sign(input));`,
  'node:https and src/authority/aws/sign-aws-request.ts': `
    import { awsJsonClient } from './src/authority/aws-json-client.ts';
    export const call = awsJsonClient({ service: 'acm-pca', targetPrefix: 'ACMPrivateCA' }, { partition: 'aws', region: 'us-east-1' });`,
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function startTime(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - started;
}

const folder = await mkdtemp(join(tmpdir(), 'certprov-bench-'));
try {
  const rows = [];
  for (const [name, contents] of Object.entries(transports)) {
    if (name.startsWith('@') && !existsSync(join(root, 'node_modules', name))) continue;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      write: false,
      minify: true,
      platform: 'node',
      // The form that can be shaken, so that the SDK is not judged by code that nobody calls.
      mainFields: ['module', 'main'],
      format: 'esm',
      target: 'node20',
      legalComments: 'none',
      banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    });
    const bundle = outputFiles[0].contents;
    const path = join(folder, `${rows.length}.mjs`);
    await writeFile(path, bundle);
    rows.push({ name, path, bytes: bundle.length, gzip: gzipSync(bundle, { level: 9 }).length, times: [] });
  }
  const empty = [];
  for (let i = 0; i < STARTS; i++) {
    empty.push(startTime(['-e', '0']));
    for (const row of rows) row.times.push(startTime([row.path]));
  }
  console.log(
    `${'way to call an AWS service'.padEnd(52)}${'minified'.padStart(12)}${'gzip'.padStart(12)}${'start / node -e 0'.padStart(20)}`,
  );
  for (const { name, bytes, gzip, times } of rows) {
    const ratio = (median(times) / median(empty)).toFixed(2);
    console.log(
      `${name.padEnd(52)}${`${bytes} B`.padStart(12)}${`${gzip} B`.padStart(12)}${`${ratio} x`.padStart(20)}`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
