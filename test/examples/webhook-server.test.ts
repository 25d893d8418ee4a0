import { execFile, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- the example is plain JavaScript
import { Refusal } from '../../examples/webhook-server/refusal.mjs';
// @ts-expect-error -- the example is plain JavaScript
import { webhookServer } from '../../examples/webhook-server/server.mjs';
import { fixedSecret } from '../../src/authority/secret-documents.ts';
import { httpClient } from '../../src/authority/http/http-client.ts';
import { webhookAuthority } from '../../src/authority/webhook/webhook.ts';
import { packageRoot } from '../../src/local/package-root.ts';
import { opensslDeviceRequest, type DeviceRequest } from '../authority/device-request.ts';
import { makeOpensslAuthority, type OpensslAuthority, type OpensslKey } from '../authority/openssl-authority.ts';
import { openssl } from '../csr/openssl.ts';
import { elementsOf } from '../csr/tlv.ts';
import { makeServerIdentity } from '../signer/test-authority.ts';
import { KEY, REQUEST, startServer } from './example-server.ts';

const PROGRAM = join(packageRoot(), 'examples', 'webhook-server', 'server.mjs');

let folder: string;
let ca: OpensslAuthority;
let identity: { key: string; cert: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-webhook-'));
  ca = makeOpensslAuthority();
  identity = await makeServerIdentity();
  await writeFile(join(folder, 'tls.pem'), identity.cert);
  await writeFile(join(folder, 'tls.key'), identity.key);
});
afterAll(async () => {
  ca[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

const options = (): string[] => {
  const tls = ['--tls-cert', join(folder, 'tls.pem'), '--tls-key', join(folder, 'tls.key')];
  return [PROGRAM, ...tls, '--ca-cert', ca.certificatePath, '--ca-key', ca.keyPath, '--port', '0'];
};

/** The example as its README starts it. */
async function startProgram(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, options(), { env: { PATH: process.env['PATH'], ...env }, stdio: 'pipe' });
  for await (const line of createInterface(child.stdout)) {
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    if (url === undefined) continue;
    return {
      url,
      [Symbol.asyncDispose]: async () => {
        child.kill();
        await once(child, 'exit');
      },
    };
  }
  throw new Error('the example did not start');
}

const authorityFor = (url: string, hmac = KEY) =>
  webhookAuthority({ kind: 'webhook', url, secretName: 'x' }, fixedSecret({ hmac, tlsRootsPem: identity.cert }));

const sign = (url: string, request: DeviceRequest, hmac?: string) =>
  authorityFor(url, hmac).issueCertificate({ ...request, validityDays: 30, deadline: Date.now() + 4_000 });

describe('the example, as a program', () => {
  it.each<[OpensslKey, string]>([
    ['rsa:2048', '/CN=device-42'],
    ['P-384', '/DC=com/DC=example/O=Müller GmbH/OU=A/OU=B/CN=d+serialNumber=7/description=x/UID=u'],
  ])('issues for a key of %s and the subject %s what openssl takes for a client', async (key, subject) => {
    await using server = await startProgram({ CERTPROV_WEBHOOK_KEY: KEY });
    const request = opensslDeviceRequest(key, subject);
    const { certificatePem } = await sign(server.url, request);
    const verdict = openssl(['verify', '-purpose', 'sslclient', '-CAfile', ca.certificatePath], certificatePem);
    expect(verdict.text).toBe('stdin: OK\n');
    const leaf = new X509Certificate(certificatePem);
    expect(leaf.ca).toBe(false);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(openssl(['x509', '-noout', '-ext', 'keyUsage'], certificatePem).text).toMatch(
      /critical\n\s+Digital Signature\n/,
    );
    const [subjectOfCsr, subjectOfLeaf] = [
      elementsOf(elementsOf(request.csr.der)[0]!)[1],
      elementsOf(elementsOf(leaf.raw)[0]!)[5],
    ];
    expect(subjectOfLeaf).toEqual(subjectOfCsr);
    expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBe(30 * 86_400_000);
  });

  it('takes an old key beside the new one, and no other', async () => {
    await using server = await startProgram({ CERTPROV_WEBHOOK_KEY: 'new', CERTPROV_WEBHOOK_OLD_KEY: 'old' });
    for (const key of ['new', 'old']) {
      expect((await sign(server.url, opensslDeviceRequest(), key)).certificatePem).toContain('BEGIN CERTIFICATE');
    }
    await expect(sign(server.url, opensslDeviceRequest(), 'other')).rejects.toMatchObject({
      name: 'AuthorityCredentialsRefused',
      message: expect.stringContaining('x-certprov-signature is missing or wrong'),
    });
  });

  it('does not start without a key', async () => {
    const run = promisify(execFile)(process.execPath, options(), { env: { PATH: process.env['PATH'] } });
    await expect(run).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^usage: CERTPROV_WEBHOOK_KEY=/),
    });
  });
});

const document = (members: object = {}) => ({
  version: 1,
  certificateSigningRequest: REQUEST.csr.pem,
  principalId: 'p',
  clientId: 'c',
  requestedValidityDays: 30,
  deadlineMs: 3_500,
  ...members,
});

describe('the example', () => {
  it('answers a request that comes again within ten seconds with the same certificate, and issues once', async () => {
    let issued = 0;
    await using server = await startServer(identity, async () => `certificate ${++issued}`);
    // The signer's two attempts have signatures of their own.
    const [first, second] = await Promise.all([server.post(document()), server.post(document({ deadlineMs: 1_700 }))]);
    server.clock.now += 9_000;
    const third = await server.post(document({ deadlineMs: 1_600 }));
    for (const { status, document: answer } of [first, second, third]) {
      expect([status, answer]).toEqual([200, { certificatePem: 'certificate 1' }]);
    }
    server.clock.now += 1_001;
    expect((await server.post(document())).document).toEqual({ certificatePem: 'certificate 2' });
  });

  it('refuses a request that is replayed after that', async () => {
    let issued = 0;
    await using server = await startServer(identity, async () => `certificate ${++issued}`);
    const recorded = { 'x-certprov-timestamp': String(server.clock.now / 1000) };
    await server.post(document(), recorded);
    server.clock.now += 11_000;
    expect(await server.post(document(), recorded)).toMatchObject({
      status: 401,
      document: { error: { code: 'unauthorized', message: 'this request has been answered before' } },
    });
    expect(issued).toBe(1);
  });

  it('does not remember a failure', async () => {
    let attempts = 0;
    await using server = await startServer(identity, async () => {
      if (++attempts === 1) throw new Refusal(503, 'busy', 'come again', true);
      return 'certificate';
    });
    expect((await server.post(document())).status).toBe(503);
    expect((await server.post(document({ deadlineMs: 2_000 }))).status).toBe(200);
  });

  it.each<[string, number, object]>([
    ['a signature with another key', 401, { 'x-certprov-signature': `v1=${'0'.repeat(64)}` }],
    ['a signature that is too short', 401, { 'x-certprov-signature': 'v1=' }],
    ['no signature', 401, { 'x-certprov-signature': '' }],
    ['a timestamp of more than 5 minutes ago', 401, { 'x-certprov-timestamp': '1795348499' }],
    ['a timestamp more than 5 minutes ahead', 401, { 'x-certprov-timestamp': '1795349101' }],
    ['a timestamp that is none', 401, { 'x-certprov-timestamp': '0x6B030F00' }],
    ["another request's id", 401, { 'x-certprov-request-id': 'a'.repeat(64) }],
  ])('refuses %s, and issues nothing', async (_case, status, headers) => {
    let issued = 0;
    await using server = await startServer(identity, async () => String(++issued));
    expect(await server.post(document(), { ...headers })).toMatchObject({
      status,
      document: { error: { code: 'unauthorized', retryable: false } },
    });
    expect(issued).toBe(0);
  });

  it('takes a timestamp of just 5 minutes ago', async () => {
    await using server = await startServer(identity, async () => 'certificate');
    expect((await server.post(document(), { 'x-certprov-timestamp': '1795348500' })).status).toBe(200);
  });

  it.each<[string, unknown, number, string]>([
    ['what is no JSON', '{', 422, 'bad_request'],
    ['JSON null', null, 422, 'unsupported_version'],
    ['version 2', document({ version: 2 }), 422, 'unsupported_version'],
    ['days in words', document({ requestedValidityDays: '30; rm' }), 422, 'bad_request'],
    ['no CSR', document({ certificateSigningRequest: 'x' }), 400, 'bad_csr'],
    ['more than any request', 'x'.repeat(70_000), 413, 'too_large'],
  ])('refuses %s', async (_case, sent, status, code) => {
    await using server = await startServer(identity, async () => 'certificate');
    expect(await server.post(sent)).toMatchObject({ status, document: { error: { code } } });
  });

  it('has one address', async () => {
    await using server = await startServer(identity, async () => 'certificate');
    expect((await server.post(document(), {}, '/other')).status).toBe(404);
  });

  it('passes on why a CA of your own refuses, and nothing of how it failed', async () => {
    const errors: unknown[] = [
      new Refusal(403, 'policy_denied', 'this device is not on the list'),
      new Refusal(400, 'bad_csr', 'no CN'),
      new Error('the password of the database is wrong'),
    ];
    await using server = await startServer(identity, async () => {
      throw errors.shift();
    });
    server.clock.now = Date.now();
    await expect(sign(server.url, REQUEST)).rejects.toMatchObject({
      name: 'AuthorityRefused',
      message: expect.stringContaining('policy_denied: this device is not on the list'),
    });
    await expect(sign(server.url, REQUEST)).rejects.toMatchObject({ name: 'AuthorityRefusedCsr' });
    expect(server.logged).toEqual([]);
    expect(await server.post(document())).toEqual({
      status: 500,
      document: { error: { code: 'internal', message: 'the CA could not issue', retryable: true } },
    });
    expect(server.logged).toHaveLength(1);
  });
});

describe('a CSR that is not signed by its own key', () => {
  it('is refused by the program, with the word of the contract', async () => {
    const der = Buffer.from(REQUEST.csr.der);
    der[der.length - 1]! ^= 1;
    const pem = openssl(['req', '-inform', 'DER'], der).text;
    await using server = await startProgram({ CERTPROV_WEBHOOK_KEY: KEY });
    const tampered = { ...REQUEST, csr: { ...REQUEST.csr, der, pem } };
    await expect(sign(server.url, tampered)).rejects.toMatchObject({
      name: 'AuthorityRefusedCsr',
      message: expect.stringContaining('not signed by its own key'),
    });
  });
});

describe('the health request', () => {
  const GET = { accept: 'application/json', 'x-certprov-health': '1' };
  const get = (url: URL, headers: Record<string, string>) =>
    httpClient({ rootsPem: identity.cert })({ method: 'GET', url, headers }, AbortSignal.timeout(10_000));

  it('is answered without a signature, and by nothing else', async () => {
    await using server = await startProgram({ CERTPROV_WEBHOOK_KEY: KEY });
    expect(await get(new URL(server.url), GET)).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await get(new URL(server.url), {})).toMatchObject({ status: 404 });
    expect(await get(new URL('/other', server.url), GET)).toMatchObject({ status: 404 });
  });

  it('is answered with 503 when the CA behind the server is down', async () => {
    const health = async () => {
      throw new Error('the HSM is unplugged');
    };
    const server = webhookServer({ tls: identity, hmacKeys: [KEY], issue: async () => '', health }) as Server;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await get(new URL(`https://127.0.0.1:${port}/sign`), GET);
    server.close();
    server.closeAllConnections();
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('HSM');
  });
});
