import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { buildSigner } from '../../scripts/build-signer.mjs';
import type { ExternalConfig } from '../../src/authority/authority.ts';
import { externalEnvironment } from '../../src/authority/external-environment.ts';
import { generateKey } from '../../src/csr/build-certification-request.ts';
import { KEY_ARN } from '../authority/own-ca/kms-stand-in.ts';
import { makeOwnCa } from '../csr/own-ca.ts';
import { startSigner } from './start-signer.ts';

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
    const run = (env: Record<string, string>) => startSigner(files[`assets/signer/${kind}/index.mjs`]!, env);
    const issuer = await makeOwnCa(await generateKey('ec-p256'));
    const settings = { ...externalEnvironment({ authority, issuer, validityDays: 30 }), AWS_REGION: 'eu-west-1' };
    expect(run(settings)).toBe("function [ 'handler' ]\n");
    expect(run({ ...settings, CERTPROV_CA_KIND: 'vault' })).toMatch(/^ConfigurationInvalid .*CERTPROV_CA_KIND/);
    expect(run({ ...settings, CERTPROV_CA_CERTIFICATE: 'AAAA' })).toMatch(
      /^ConfigurationInvalid .*CERTPROV_CA_CERTIFICATE/,
    );
  });
});
