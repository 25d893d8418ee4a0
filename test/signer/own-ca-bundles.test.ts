import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { buildSigner } from '../../scripts/build-signer.mjs';
import type { ExternalConfig } from '../../src/authority/authority.ts';
import { externalEnvironment } from '../../src/authority/external-environment.ts';
import { generateKey } from '../../src/csr/build-certification-request.ts';
import { KEY_ARN } from '../authority/own-ca/kms-stand-in.ts';
import { makeOwnCa } from '../csr/own-ca.ts';

const CONFIGS: readonly ExternalConfig[] = [
  { kind: 'kms', keyArn: KEY_ARN },
  { kind: 'secret', secretName: 'certprov/ca' },
];

describe.each(CONFIGS)('the signer of $kind', async (authority) => {
  const { kind } = authority;
  const files: Record<string, Buffer | string> = await buildSigner(kind);
  const inputs = Object.keys(JSON.parse(String(files[`meta/signer-${kind}.json`])).inputs);

  it('carries no code for keys, files or other CAs', () => {
    expect(inputs.filter((path) => /pkcs12|import-private-key|acm-pca|build-ca/.test(path))).toEqual([]);
  });

  it('starts with its settings, and without them says which ones it needs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certprov-signer-'));
    try {
      await writeFile(join(folder, 'index.mjs'), files[`assets/signer/${kind}/index.mjs`]!);
      const script =
        "import('./index.mjs').then((m) => console.log(typeof m.handler, Object.keys(m)), (e) => console.log(e.name, e.message))";
      const run = (env: Record<string, string>) =>
        spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, env, encoding: 'utf8' })
          .stdout;
      const issuer = await makeOwnCa(await generateKey('ec-p256'));
      const settings = { ...externalEnvironment({ authority, issuer, validityDays: 30 }), AWS_REGION: 'eu-west-1' };
      expect(run(settings)).toBe("function [ 'handler' ]\n");
      expect(run({ ...settings, CERTPROV_CA_KIND: 'vault' })).toMatch(/^ConfigurationInvalid .*CERTPROV_CA_KIND/);
      expect(run({ ...settings, CERTPROV_CA_CERTIFICATE: 'AAAA' })).toMatch(
        /^ConfigurationInvalid .*CERTPROV_CA_CERTIFICATE/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
