import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { buildSigner } from '../../scripts/build-signer.mjs';
import { signerEnvironment } from '../../src/authority/signer-environment.ts';
import {
  CA_ARN,
  certificate,
  environmentFor,
  inProgress,
  issued,
  startAcmPcaStandIn,
} from '../authority/acm-pca/acm-pca-stand-in.ts';
import { makeCsr, makeServerIdentity, makeTestAuthority } from './test-authority.ts';

const INVOKE = `
  import { handler } from './index.mjs';
  const event = JSON.parse(process.argv[1]);
  const print = (outcome) => process.stdout.write(JSON.stringify(outcome) + '\\n');
  handler(event, { getRemainingTimeInMillis: () => 5_000 }).then(print, ({ name, message }) => print({ name, message }));`;

let folder: string;
let identity: { key: string; cert: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-signer-'));
  identity = await makeServerIdentity();
  const files: Record<string, Uint8Array> = await buildSigner('acm-pca');
  await writeFile(join(folder, 'index.mjs'), files['assets/signer/acm-pca/index.mjs']!);
  await writeFile(join(folder, 'trusted.pem'), identity.cert);
});
afterAll(() => rm(folder, { recursive: true }));

/** One invocation of the built function in a process of its own; what it logged, and what it answered. */
async function invoke(csr: string, endpoint: string, env: NodeJS.ProcessEnv) {
  const settings = signerEnvironment({
    authority: {
      kind: 'acm-pca',
      certificateAuthorityArn: CA_ARN,
      keyAlgorithm: 'RSA_2048',
      template: 'EndEntityClientAuthCertificate/V1',
    },
    validityDays: 30,
  });
  const event = JSON.stringify({ certificateSigningRequest: csr, principalId: 'test', clientId: 'test' });
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', INVOKE, event], {
    cwd: folder,
    env: { ...settings, ...environmentFor(endpoint), ...env },
  });
  const [log, answer] = stdout.trim().split('\n');
  return { log: JSON.parse(log ?? ''), answer: JSON.parse(answer ?? '') };
}

describe('the built signer over HTTPS', () => {
  it('signs, over one connection, when it can trust the server', async () => {
    const csr = await makeCsr();
    const leaf = await (await makeTestAuthority()).issue(csr);
    await using pca = await startAcmPcaStandIn(
      { IssueCertificate: [issued], GetCertificate: [inProgress, certificate(leaf)] },
      identity,
    );
    const { log, answer } = await invoke(csr, pca.endpoint, { NODE_EXTRA_CA_CERTS: join(folder, 'trusted.pem') });
    expect(answer.certificatePem.trim()).toBe(leaf.trim());
    expect(log).toMatchObject({ certprov: 'signed' });
    expect(new Set(pca.requests.map(({ port }) => port)).size).toBe(1);
  });

  it.each([
    ['cannot', {}],
    ['is told to trust everything and cannot', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('sends nothing when it %s trust the server', async (_case, env) => {
    await using pca = await startAcmPcaStandIn({ IssueCertificate: [issued] }, identity);
    const { log, answer } = await invoke(await makeCsr(), pca.endpoint, env);
    expect(answer).toMatchObject({ name: 'AuthorityUntrusted', message: expect.stringContaining('SELF_SIGNED') });
    expect(log).toMatchObject({ certprov: 'failed', code: 'AUTHORITY_UNTRUSTED' });
    expect(pca.requests).toEqual([]);
  });
});
