import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthorityError } from '../../../src/authority/authority-error.ts';
import { httpClient } from '../../../src/authority/http/http-client.ts';
import { transportFailure } from '../../../src/authority/http/transport-failure.ts';
import type { TlsIdentity } from '../../../src/authority/secret-documents.ts';
import { makeServerIdentity } from '../../signer/test-authority.ts';

let folder: string;
let server: { key: string; cert: string };
let stranger: TlsIdentity;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-tls-'));
  server = await makeServerIdentity();
  const { key, cert } = await makeServerIdentity();
  stranger = { certificatePem: cert, privateKeyPem: key };
  await writeFile(join(folder, 'key.pem'), server.key);
  await writeFile(join(folder, 'cert.pem'), server.cert);
});
afterAll(() => rm(folder, { recursive: true }));

/** `openssl s_server`, which sends the alerts that a server of Node.js keeps to itself. It wants a client certificate. */
async function startOpensslServer(version: string) {
  const wanted = ['-CAfile', 'cert.pem', '-Verify', '1', '-verify_return_error'];
  const child = spawn(
    'openssl',
    ['s_server', '-accept', '127.0.0.1:0', '-key', 'key.pem', '-cert', 'cert.pem', ...wanted, version, '-www'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  for await (const line of createInterface(child.stdout)) {
    const port = /^ACCEPT .*:(\d+)$/.exec(line)?.[1];
    if (port !== undefined) return { url: new URL(`https://127.0.0.1:${port}/`), [Symbol.dispose]: () => child.kill() };
  }
  throw new Error('openssl s_server did not start');
}

async function failureOf(url: URL, identity?: TlsIdentity): Promise<unknown> {
  const send = httpClient({ rootsPem: server.cert, identity });
  const cause = await send({ method: 'GET', url, headers: {} }, AbortSignal.timeout(5_000)).catch(
    (error: unknown) => error,
  );
  return transportFailure('the CA', url.host, cause);
}

describe('transportFailure', () => {
  it.each<[string, string, boolean]>([
    ['that is missing', '-tls1_3', false],
    ['that it does not know', '-tls1_3', true],
    ['that it does not know', '-tls1_2', true],
  ])('says that a server does not take a client certificate %s (%s)', async (_case, version, isShown) => {
    using openssl = await startOpensslServer(version);
    expect(await failureOf(openssl.url, isShown ? stranger : undefined)).toMatchObject({
      name: 'AuthorityCredentialsRefused',
      message: expect.stringMatching(/does not take the client certificate, or wants one: .*(certificate|unknown.ca)/i),
    });
  });

  it("gives OpenSSL's reason where Node.js has none: TLS 1.2 does not say that a certificate is missing", async () => {
    using openssl = await startOpensslServer('-tls1_2');
    expect(await failureOf(openssl.url)).toMatchObject({
      name: 'AuthorityUnreachable',
      message: expect.stringMatching(/handshake.failure/i),
    });
  });

  it('leaves what is known already as it is, and adds who it was', () => {
    const cause = new AuthorityError('AUTHORITY_ANSWER_INVALID', 'the answer is longer than 7 bytes');
    expect(transportFailure('the CA', 'ca.example', cause)).toMatchObject({
      code: 'AUTHORITY_ANSWER_INVALID',
      message: 'the CA: the answer is longer than 7 bytes',
    });
  });
});
