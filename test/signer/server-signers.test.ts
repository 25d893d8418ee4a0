import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { buildSigner } from '../../scripts/build-signer.mjs';
import type { ExternalConfig } from '../../src/authority/authority.ts';
import { externalEnvironment } from '../../src/authority/external-environment.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { environmentFor, startAcmPcaStandIn, type Answer } from '../authority/acm-pca/acm-pca-stand-in.ts';
import { startCaServer, type CaReply } from '../authority/ca-server.ts';
import { issueDevice, makeAuthority } from '../csr/issuing.ts';
import { makeCsr, makeServerIdentity } from './test-authority.ts';

const INVOKE = `
  import { handler } from './index.mjs';
  const print = (outcome) => process.stdout.write(JSON.stringify(outcome) + '\\n');
  const event = JSON.parse(process.argv[1]);
  handler(event, { getRemainingTimeInMillis: () => 5_000 }).then(print, ({ name, message }) => print({ name, message }));`;

const identity = await makeServerIdentity();
const [linked, other] = [await makeAuthority(), await makeAuthority()];
const fingerprint = createHash('sha256').update(new X509Certificate(identity.cert).raw).digest('hex');
const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const token = 'hvs.a-token-that-no-log-may-hold';

const DAY = 86_400_000;
/** What the CA makes of an order, and where it puts the certificate. */
const issuing =
  (authority: typeof linked, wrap: (certificate: string) => { status: number; body: unknown }): CaReply =>
  ({ json }) => {
    const { subject, publicKey } = parseCertificationRequest(Buffer.from(String(json['csr'])));
    const period = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 30 * DAY) };
    return wrap(issueDevice(authority, subject.der, publicKey.spkiDer, period).pem);
  };

interface Signer {
  readonly secret: object;
  readonly route: string;
  readonly wrap: (certificate: string) => { status: number; body: unknown };
  readonly config: (url: string) => ExternalConfig;
}

const SIGNERS: Readonly<Record<'step-ca' | 'vault', Signer>> = {
  'step-ca': {
    secret: { tlsRootsPem: identity.cert, jwk },
    route: 'POST /1.0/sign',
    wrap: (crt) => ({ status: 201, body: { crt } }),
    config: (url) => ({
      kind: 'step-ca',
      url,
      rootFingerprint: fingerprint,
      provisioner: 'iot',
      secretName: 'certprov/ca',
    }),
  },
  vault: {
    secret: { tlsRootsPem: identity.cert, token },
    route: 'POST /v1/pki/sign-verbatim/iot',
    wrap: (certificate) => ({ status: 200, body: { data: { certificate } } }),
    config: (address) => ({
      kind: 'vault',
      address,
      mount: 'pki',
      role: 'iot',
      auth: { method: 'token' },
      secretName: 'certprov/ca',
    }),
  },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-signer-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['step-ca', 'vault'] as const)('the built signer of %s', (kind) => {
  const { secret, route, wrap, config } = SIGNERS[kind];
  beforeAll(async () => {
    const files: Record<string, Uint8Array> = await buildSigner(kind);
    await writeFile(join(folder, 'index.mjs'), files[`assets/signer/${kind}/index.mjs`]!);
  });

  /** One invocation in a process of its own; what it logged, and what it answered. */
  async function invoke(csr: string, reply: CaReply, held: Answer, changes: NodeJS.ProcessEnv = {}) {
    await using secrets = await startAcmPcaStandIn({ 'secretsmanager.GetSecretValue': [held] });
    await using server = await startCaServer(identity, { [route]: [reply] });
    const issuer = parseCertificate(linked.pem);
    const env = {
      ...externalEnvironment({ authority: config(server.url), issuer, validityDays: 30 }),
      ...environmentFor(''),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      ...changes,
    };
    const event = JSON.stringify({ certificateSigningRequest: csr, principalId: 'test', clientId: 'test' });
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', INVOKE, event], {
      cwd: folder,
      env,
    });
    const { stdout } = await run;
    const [log = '', answer = ''] = stdout.trim().split('\n');
    return {
      stdout,
      log: JSON.parse(log),
      answer: JSON.parse(answer),
      secrets: secrets.requests,
      orders: server.requests,
    };
  }

  const held: Answer = { status: 200, body: { SecretString: JSON.stringify(secret) } };

  it('signs with what its secret holds', async () => {
    const csr = await makeCsr();
    const { log, answer, secrets, orders } = await invoke(csr, issuing(linked, wrap), held);
    expect(log).toMatchObject({ certprov: 'signed', keyType: 'EC P-256' });
    const issuer = new X509Certificate(linked.pem);
    expect(new X509Certificate(answer.certificatePem).verify(issuer.publicKey)).toBe(true);
    expect(secrets.map(({ input }) => input)).toEqual([{ SecretId: 'certprov/ca' }]);
    expect(orders).toHaveLength(1);
  });

  it('hands out nothing that the linked CA did not sign', async () => {
    const { log, answer } = await invoke(await makeCsr(), issuing(other, wrap), held);
    expect(log).toMatchObject({ certprov: 'failed', code: 'CERTIFICATE_ISSUER_DIFFERS' });
    expect(answer).not.toHaveProperty('certificatePem');
  });

  it('writes nothing of its secret, whatever goes wrong', async () => {
    const echo: CaReply = ({ headers, json }) => {
      const said = `no ${String(headers['x-vault-token'])} ${String(json['ott'])}`;
      return { status: 403, body: { message: said, errors: [said] } };
    };
    const failures: readonly [CaReply, Answer][] = [
      [echo, held],
      [{ status: 401, body: 'no' }, held],
      ['drop', held],
      ['drop', { status: 200, body: { SecretString: JSON.stringify(secret).slice(1) } }],
      ['drop', { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } }],
    ];
    for (const [reply, value] of failures) {
      const { stdout, log, orders } = await invoke(await makeCsr(), reply, value);
      expect(log).toMatchObject({ certprov: 'failed' });
      const tokens = orders.flatMap(({ json }) => json['ott'] ?? []).map(String);
      for (const part of [token, jwk.d ?? '', 'BEGIN', ...tokens]) expect(stdout).not.toContain(part);
    }
  });

  it('does not start without its settings', async () => {
    const run = invoke(await makeCsr(), 'drop', held, { CERTPROV_CA_SETTINGS: '' });
    await expect(run).rejects.toThrow(/ConfigurationInvalid.*CERTPROV_CA_SETTINGS/s);
  });
});
