import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { importPrivateKey } from '../../src/csr/keys/import-private-key.ts';
import { readPemBlocks } from '../../src/csr/pem.ts';
import { CertprovError } from '../../src/errors.ts';
import { opensslOutput } from './openssl.ts';

export const PASSPHRASE = 'geheim $1';

const folder = mkdtempSync(join(tmpdir(), 'certprov-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;
export const file = (content: string | Buffer = ''): string => {
  const path = join(folder, `file-${files++}`);
  writeFileSync(path, content);
  return path;
};

/** A pair with a certificate of its own, all of it of OpenSSL's making. */
export function makeCa(kind: string) {
  const options = kind.startsWith('rsa')
    ? ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${kind.slice(4)}`]
    : ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${kind}`];
  const pem = opensslOutput(['genpkey', ...options]).toString();
  const key = file(pem);
  const certificate = opensslOutput(['req', '-x509', '-key', key, '-subj', '/CN=Test CA', '-days', '10']).toString();
  return { pem, key, certificate, privateKey: createPrivateKey(pem), certificateDer: derOf(certificate) };
}

export const derOf = (pem: string): Buffer => readPemBlocks(pem).blocks[0]!.der;

export type OpensslCa = ReturnType<typeof makeCa>;

interface Pkcs12Options {
  readonly passphrase?: string;
  readonly args?: readonly string[];
}

export const pkcs12 = (
  { key, certificate }: OpensslCa,
  { passphrase = PASSPHRASE, args = [] }: Pkcs12Options = {},
): Buffer =>
  opensslOutput([
    'pkcs12',
    '-export',
    '-inkey',
    key,
    '-in',
    file(certificate),
    '-passout',
    `pass:${passphrase}`,
    ...args,
  ]);

export const same = (a: KeyObject, b: KeyObject): boolean => a.equals(b);

export async function refusalOf(content: Uint8Array, passphrase?: string): Promise<CertprovError> {
  const error: unknown = await importPrivateKey(content, passphrase).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CertprovError);
  return error as CertprovError;
}
