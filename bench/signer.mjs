import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importTypeScript } from './import-typescript.mjs';
import { root } from './paths.mjs';
import { ratio, startTime, takeTurns } from './start-times.mjs';
import { median, quantile } from './statistics.mjs';

const signer = join(root, 'dist', 'assets', 'signer');
const index = join(signer, 'acm-pca', 'index.mjs');
const SIGNINGS = 50;
const AT_ONCE = 5;
const ROUNDS = 21;

/** What the built signer costs: its size, its import, and the time that it adds to the CA's own. */
export async function measureSigner() {
  const { startBenchAuthority, sampleEvent } = await importTypeScript('bench/signer-authority.ts');
  const authority = await startBenchAuthority();
  try {
    const env = environment(authority.endpoint);
    const { zipBytes, bytes } = JSON.parse(await readFile(join(signer, 'acm-pca.json'), 'utf8'));
    const starts = await takeTurns(ROUNDS, {
      node: () => startTime(['-e', '0']),
      signer: () => startTime([index], env),
    });
    const events = await Promise.all(Array.from({ length: SIGNINGS + 1 }, (_, i) => sampleEvent(i)));
    const { cold, warm } = await quietly(() => signAll(env, authority, events));
    const questions = (authority.questions() / events.length).toFixed(1);
    const spread = `95th percentile ${quantile(warm, 0.95).toFixed(0)} ms, the first ${cold.toFixed(0)} ms, ${questions} questions to the CA each`;
    return [
      { what: 'signer zip', value: zipBytes / 1024, unit: 'KB', budget: 200, note: `minified ${bytes} B` },
      ratio('start and import of the signer : node -e 0', starts.signer, starts.node),
      { what: "signing, added to the CA's own time", value: median(warm), unit: 'ms', budget: 150, note: spread },
    ];
  } finally {
    await authority.close();
  }
}

const environment = (endpoint) => ({
  CERTPROV_CA_ARN: 'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/bench',
  CERTPROV_CA_KEY_ALGORITHM: 'EC_prime256v1',
  CERTPROV_CA_TEMPLATE: 'EndEntityClientAuthCertificate/V1',
  CERTPROV_VALIDITY_DAYS: '365',
  AWS_ENDPOINT_URL_ACM_PCA: endpoint,
  AWS_ACCESS_KEY_ID: 'AKIABENCH',
  AWS_SECRET_ACCESS_KEY: 'bench',
});

/** The first signing opens the connection and warms the code up, as the cold start does. */
async function signAll(env, authority, [first, ...others]) {
  Object.assign(process.env, env);
  try {
    const { handler } = await import(pathToFileURL(index).href);
    const [cold] = await signSome(handler, authority, [first]);
    return { cold, warm: await signSome(handler, authority, others) };
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
  }
}

/** Milliseconds of each signing beyond those that the CA took. */
async function signSome(handler, authority, events) {
  const overheads = [];
  const queue = events.map((event, i) => ({ event, delayMs: 50 + i * 15 }));
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      authority.delayFor(job.event.certificateSigningRequest, job.delayMs);
      const started = performance.now();
      await handler(job.event, { getRemainingTimeInMillis: () => 5_000 });
      overheads.push(performance.now() - started - job.delayMs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return overheads;
}

/** The signer logs one line per signing. */
async function quietly(work) {
  const print = console.log;
  console.log = () => {};
  try {
    return await work();
  } finally {
    console.log = print;
  }
}
