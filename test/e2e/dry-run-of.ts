import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CertprovRun } from '../support/certprov.ts';
import { Account, operationsOf } from './account.ts';

/** An account with a provider that is on, and in its home a device's key, of which nothing may be shown. */
export const enabled = await Account.enabled();

export const openssl = (...args: string[]): Buffer =>
  execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });

export const keyPem = openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256').toString();
enabled.file('device.key', keyPem);

/** A CSR by somebody else's hand. */
export const csrPem = (subject = '/CN=device-1'): string =>
  openssl('req', '-new', '-key', join(enabled.home, 'device.key'), '-subj', subject, '-utf8').toString();

export const csrOfNewKey = (...newKey: string[]): string =>
  openssl('req', '-new', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=device-1', ...newKey).toString();

export const derOf = (pem: string): Buffer => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');

interface DryRun extends CertprovRun {
  readonly invocations: number;
}

export async function dryRun(content: string | Uint8Array, flags: readonly string[] = []): Promise<DryRun> {
  const account = enabled.copy();
  const path = account.file('device.csr', content);
  return invocationsOf(account, ['--csr', path, ...flags]);
}

export async function invocationsOf(
  account: Account,
  flags: readonly string[],
  stdin?: string | Uint8Array,
): Promise<DryRun> {
  let run!: CertprovRun;
  const requests = await account.requestsOf(async () => {
    run = await account.run(['dry-run', '--sandbox', '--json', ...flags], stdin === undefined ? undefined : { stdin });
  });
  expect(`${run.stdout}${run.stderr}`).not.toContain('\u001B');
  return { ...run, invocations: operationsOf(requests).filter((operation) => operation === 'Invoke').length };
}
