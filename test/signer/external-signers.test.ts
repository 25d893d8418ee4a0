import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { buildSigner } from '../../scripts/build-signer.mjs';
import type { EstConfig, WebhookConfig } from '../../src/authority/authority.ts';
import { externalEnvironment } from '../../src/authority/external-environment.ts';
import type { EstSecret, WebhookSecret } from '../../src/authority/secret-documents.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { awsError, startAcmPcaStandIn } from '../authority/acm-pca/acm-pca-stand-in.ts';
import { bagOf, csrOf } from '../authority/est/est-stand-in.ts';
import { makeOpensslAuthority, type OpensslAuthority } from '../authority/openssl-authority.ts';
import { startHttpsServer, type Answering } from '../support/https-server.ts';
import { makeCsr, makeServerIdentity } from './test-authority.ts';

/** The built function as Lambda runs it: settings in the environment, the event on the command line. */
const INVOKE = `
  import { handler } from './index.mjs';
  const print = (outcome) => process.stdout.write(JSON.stringify(outcome) + '\\n');
  handler(JSON.parse(process.argv[1]), { getRemainingTimeInMillis: () => 5_000 })
    .then(print, ({ name, message }) => print({ name, message }));`;

const PASSWORD = 'a-password-that-no-log-may-hold';
const KINDS = ['est', 'webhook'] as const;
type Kind = (typeof KINDS)[number];

let ca: OpensslAuthority;
let other: OpensslAuthority;
let identity: { key: string; cert: string };
const folders = new Map<Kind, string>();
beforeAll(async () => {
  ca = makeOpensslAuthority('P-384', '/O=Acme/CN=Linked CA');
  other = makeOpensslAuthority('P-384', '/O=Acme/CN=Linked CA');
  identity = await makeServerIdentity();
  for (const kind of KINDS) {
    const folder = await mkdtemp(join(tmpdir(), 'certprov-signer-'));
    const files: Record<string, Uint8Array> = await buildSigner(kind);
    await writeFile(join(folder, 'index.mjs'), files[`assets/signer/${kind}/index.mjs`]!);
    folders.set(kind, folder);
  }
});
afterAll(async () => {
  ca[Symbol.dispose]();
  other[Symbol.dispose]();
  for (const folder of folders.values()) await rm(folder, { recursive: true });
});

const authorities: Readonly<Record<Kind, (origin: string) => EstConfig | WebhookConfig>> = {
  est: (origin) => ({ kind: 'est', url: `${origin}/est`, bodyFormat: 'base64-der', secretName: 'certprov/ca' }),
  webhook: (origin) => ({ kind: 'webhook', url: `${origin}/sign`, secretName: 'certprov/ca' }),
};
const secrets: Readonly<Record<Kind, () => EstSecret | WebhookSecret>> = {
  est: () => ({ tlsRootsPem: identity.cert, basic: { username: 'ra', password: PASSWORD } }),
  webhook: () => ({ tlsRootsPem: identity.cert, hmac: PASSWORD, bearer: PASSWORD }),
};
const answers: Readonly<Record<Kind, (from: OpensslAuthority) => Answering>> = {
  est:
    (from) =>
    ({ text }) =>
      bagOf(from.certificatePem, from.issue(csrOf(text))),
  webhook:
    (from) =>
    ({ text }) => ({
      status: 200,
      body: JSON.stringify({ certificatePem: from.issue(JSON.parse(text).certificateSigningRequest) }),
    }),
};

async function invoke(kind: Kind, answer: Answering, secret: unknown = secrets[kind]()) {
  await using server = await startHttpsServer(identity, answer);
  await using manager = await startAcmPcaStandIn({
    'secretsmanager.GetSecretValue': [
      secret === 'denied'
        ? awsError('AccessDeniedException', 'not authorized to perform: secretsmanager:GetSecretValue')
        : { status: 200, body: { SecretString: JSON.stringify(secret) } },
    ],
  });
  const settings = externalEnvironment({
    authority: authorities[kind](server.origin),
    issuer: parseCertificate(ca.certificatePem),
    validityDays: 30,
  });
  const event = JSON.stringify({
    certificateSigningRequest: await makeCsr(),
    principalId: 'claim',
    clientId: 'device-42',
  });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', INVOKE, event], {
    cwd: folders.get(kind),
    env: {
      ...settings,
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.endpoint,
      AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
      AWS_SECRET_ACCESS_KEY: PASSWORD,
    },
  });
  expect(stdout + stderr).not.toContain(PASSWORD);
  const [log, answered] = stdout.trim().split('\n');
  return {
    log: JSON.parse(log ?? ''),
    answer: JSON.parse(answered ?? ''),
    requests: server.requests,
    secretsRead: manager.requests.map(({ input }) => input['SecretId']),
  };
}

describe.each(KINDS)('the built signer for %s', (kind) => {
  it('reads its secret, and returns what its CA issues', async () => {
    const { log, answer, requests, secretsRead } = await invoke(kind, answers[kind](ca));
    const leaf = new X509Certificate(answer.certificatePem);
    expect(leaf.subject).toBe('CN=device-42');
    expect(leaf.verify(new X509Certificate(ca.certificatePem).publicKey)).toBe(true);
    expect(log).toMatchObject({ certprov: 'signed', keyType: 'EC P-256' });
    expect(requests).toHaveLength(1);
    expect(secretsRead).toEqual(['certprov/ca']);
  });

  it('returns nothing that another CA of the same name has signed', async () => {
    const { log, answer } = await invoke(kind, answers[kind](other));
    expect(answer).toMatchObject({ name: 'CertificateRefused', message: expect.stringContaining('Linked CA') });
    expect(log).toMatchObject({ certprov: 'failed', code: 'CERTIFICATE_ISSUER_DIFFERS' });
  });

  it('shows nothing that it was sent in confidence, whatever the server repeats', async () => {
    const { log, answer } = await invoke(kind, ({ headers }) => ({ status: 401, body: JSON.stringify(headers) }));
    expect(answer).toMatchObject({ name: 'AuthorityCredentialsRefused' });
    expect(log).toMatchObject({ certprov: 'failed', code: 'AUTHORITY_CREDENTIALS_REFUSED' });
  });

  it('says that it may not read its secret', async () => {
    const { answer, requests } = await invoke(kind, answers[kind](ca), 'denied');
    expect(answer).toMatchObject({
      name: 'AuthorityAccessDenied',
      message: expect.stringContaining('secretsmanager:GetSecretValue'),
    });
    expect(requests).toEqual([]);
  });
});
