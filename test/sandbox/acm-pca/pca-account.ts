import {
  ACMPCAClient,
  GetCertificateAuthorityCertificateCommand,
  GetCertificateCommand,
  IssueCertificateCommand,
  ListCertificateAuthoritiesCommand,
  type CertificateAuthority,
  type IssueCertificateCommandInput,
} from '@aws-sdk/client-acm-pca';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryAccount } from '../temporary-account.ts';

export const AUTHORITY_MS = 5000;
export const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const TEMPLATE = 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1';

export type PcaAccount = Awaited<ReturnType<typeof openPcaAccount>>;

/** The seeded account, whose time passes only when a test says so, and openssl as the judge of what it issues. */
export async function openPcaAccount() {
  let now = new Date();
  const folder = mkdtempSync(join(tmpdir(), 'certprov-pca-'));
  const account = await temporaryAccount({ clock: { now: () => now }, settings: { authorityMs: AUTHORITY_MS } });
  const pca = new ACMPCAClient(account.client);
  const authorities = (await pca.send(new ListCertificateAuthoritiesCommand({}))).CertificateAuthorities ?? [];

  const authority = (name: string): CertificateAuthority =>
    authorities.find((ca) => ca.CertificateAuthorityConfiguration?.Subject?.CommonName === name)!;
  const arnOf = (name: string): string => authority(name).Arn!;
  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  /** A CSR made by openssl, with whatever key and subject. */
  const csrBy = (keyArguments: readonly string[], ...more: string[]): string =>
    openssl('req', '-new', '-nodes', '-keyout', 'device.key', ...keyArguments, ...more);
  const deviceCsr = (): string => csrBy(P256, '-subj', '/O=Acme/CN=sensor-42');

  return {
    pca,
    authorities,
    authority,
    arnOf,
    openssl,
    csrBy,
    deviceCsr,
    now: () => now,
    pass: (milliseconds: number): void => {
      now = new Date(now.getTime() + milliseconds);
    },
    /** Where openssl looks for it. */
    write: (name: string, content: string): void => writeFileSync(join(folder, name), content),
    issue: (name: string, more: Partial<IssueCertificateCommandInput> = {}) =>
      pca.send(
        new IssueCertificateCommand({
          CertificateAuthorityArn: arnOf(name),
          Csr: Buffer.from(deviceCsr()),
          SigningAlgorithm: signingAlgorithm(name),
          Validity: { Type: 'DAYS', Value: 5 },
          TemplateArn: TEMPLATE,
          ...more,
        }),
      ),
    fetchCertificate: (name: string, CertificateArn: string | undefined) =>
      pca.send(new GetCertificateCommand({ CertificateAuthorityArn: arnOf(name), CertificateArn })),
    caCertificate: (name: string) =>
      pca.send(new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: arnOf(name) })),
    close: async (): Promise<void> => {
      await account[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

function signingAlgorithm(name: string): 'SHA256WITHRSA' | 'SHA256WITHECDSA' | 'SHA384WITHECDSA' {
  if (name.endsWith('RSA')) return 'SHA256WITHRSA';
  return name.endsWith('P384') ? 'SHA384WITHECDSA' : 'SHA256WITHECDSA';
}
