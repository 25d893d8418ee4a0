import { ACMPCAClient, ListCertificateAuthoritiesCommand, type CertificateAuthority } from '@aws-sdk/client-acm-pca';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmPcaAuthority } from '../../src/authority/acm-pca/acm-pca.ts';
import { startAccount } from '../../src/sandbox/start-account.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createHandler } from '../../src/signer/create-handler.ts';
import { makeCsr, type KeyKind } from './test-authority.ts';

let folder: string;
let sandbox: Sandbox;
let authorities: CertificateAuthority[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-signer-sandbox-'));
  sandbox = await startAccount({ folder: join(folder, 'account'), settings: { authorityMs: 120 } });
  const { endpoint, region, credentials } = sandbox;
  const client = new ACMPCAClient({ endpoint, region, credentials });
  authorities = (await client.send(new ListCertificateAuthoritiesCommand({}))).CertificateAuthorities ?? [];
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const choose = (
  wanted: Partial<Pick<CertificateAuthority, 'Status' | 'UsageMode'>>,
  keyAlgorithm?: string,
): CertificateAuthority => {
  const found = authorities.find(
    ({ Status, UsageMode, CertificateAuthorityConfiguration }) =>
      Status === wanted.Status &&
      (wanted.UsageMode === undefined || UsageMode === wanted.UsageMode) &&
      (keyAlgorithm === undefined || CertificateAuthorityConfiguration?.KeyAlgorithm === keyAlgorithm),
  );
  if (!found) throw new Error(`the account has no CA like ${JSON.stringify({ ...wanted, keyAlgorithm })}`);
  return found;
};

function signerFor(ca: CertificateAuthority, validityDays: number) {
  const authority = acmPcaAuthority(
    {
      kind: 'acm-pca',
      certificateAuthorityArn: ca.Arn ?? '',
      keyAlgorithm: ca.CertificateAuthorityConfiguration?.KeyAlgorithm ?? '',
      template: 'EndEntityClientAuthCertificate/V1',
    },
    {
      env: {
        AWS_ENDPOINT_URL: sandbox.endpoint,
        AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
      },
    },
  );
  const handler = createHandler({ authority, validityDays, log: () => {} });
  const sign = async (kind: KeyKind, remainingMs = 5_000) => {
    const event = { certificateSigningRequest: await makeCsr({ kind }), principalId: 'test', clientId: 'test' };
    return (await handler(event, { getRemainingTimeInMillis: () => remainingMs })).certificatePem;
  };
  return { authority, sign };
}

describe("the signer on the sandbox's AWS Private CA", () => {
  it.each<[string, KeyKind]>([
    ['RSA_2048', 'EC P-256'],
    ['EC_prime256v1', 'RSA 2048'],
    ['EC_secp384r1', 'EC P-521'],
  ])('returns what openssl takes for a client certificate of a CA with a key of %s', async (keyAlgorithm, kind) => {
    const { authority, sign } = signerFor(choose({ Status: 'ACTIVE' }, keyAlgorithm), 30);
    const leaf = join(folder, `${keyAlgorithm}.pem`);
    const chain = join(folder, `${keyAlgorithm}-chain.pem`);
    await writeFile(leaf, await sign(kind));
    await writeFile(chain, (await authority.caChainPem()).join(''));
    const verdict = execFileSync('openssl', [
      'verify',
      '-purpose',
      'sslclient',
      '-partial_chain',
      '-CAfile',
      chain,
      leaf,
    ]);
    expect(verdict.toString()).toBe(`${leaf}: OK\n`);
  });

  it("ends a certificate with its CA, when its days would go past the CA's end", async () => {
    const ca = choose({ Status: 'ACTIVE', UsageMode: 'GENERAL_PURPOSE' });
    const pem = await signerFor(ca, 99_999).sign('EC P-256');
    const caEnd = Math.floor((ca.NotAfter?.getTime() ?? 0) / 1000) * 1000;
    expect(Date.parse(new X509Certificate(pem).validTo)).toBe(caEnd);
  });

  it('says that a CA is not active', async () => {
    const { sign } = signerFor(choose({ Status: 'DISABLED' }), 30);
    await expect(sign('EC P-256')).rejects.toMatchObject({ name: 'AuthorityNotActive' });
  });

  it('passes on why a short-lived CA does not sign for a month', async () => {
    const { sign } = signerFor(choose({ Status: 'ACTIVE', UsageMode: 'SHORT_LIVED_CERTIFICATE' }), 30);
    await expect(sign('EC P-256')).rejects.toMatchObject({ name: 'AuthorityRefused' });
  });

  it('goes on through a throttled call and a lost answer', async () => {
    await sandbox.addFault({ service: 'acm-pca', operation: 'IssueCertificate', kind: 'throttle', times: 1 });
    await sandbox.addFault({ service: 'acm-pca', operation: 'GetCertificate', kind: 'drop-after', times: 1 });
    const { sign } = signerFor(choose({ Status: 'ACTIVE' }, 'EC_prime256v1'), 30);
    expect(await sign('EC P-256')).toContain('BEGIN CERTIFICATE');
  });
});
