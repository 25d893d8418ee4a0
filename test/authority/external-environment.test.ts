import { describe, expect, it } from 'vitest';
import type { ExternalConfig } from '../../src/authority/authority.ts';
import { externalEnvironment, readExternalEnvironment } from '../../src/authority/external-environment.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { makeOpensslAuthority, makeOpensslCsr } from './openssl-authority.ts';

using ca = makeOpensslAuthority('P-384', '/C=DE/O=Müller GmbH/CN=Issuing CA');
const issuer = parseCertificate(ca.certificatePem);
const leaf = parseCertificate(ca.issue(makeOpensslCsr()));

const EST = {
  kind: 'est',
  url: 'https://est.example.com/.well-known/est/Gerät?',
  bodyFormat: 'base64-der',
  secretName: 'certprov/est',
} as const;

describe('the environment of a signer for any other CA', () => {
  it.each<ExternalConfig>([
    { kind: 'kms', keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0cbe9ae5-1b74-4b4e-8a3c-3f1c2a7f9d10' },
    { kind: 'secret', secretName: 'certprov/ca' },
    EST,
    {
      kind: 'step-ca',
      url: 'https://ca.example.com',
      rootFingerprint: 'a'.repeat(64),
      provisioner: 'iot "1"',
      secretName: 's',
    },
    {
      kind: 'vault',
      address: 'https://v',
      mount: 'pki',
      role: 'iot',
      auth: { method: 'approle', mount: 'approle' },
      secretName: 's',
    },
    { kind: 'webhook', url: 'https://ca.example.com/sign', secretName: 's' },
  ])('is read back as it was written: $kind', (authority) => {
    const requested = { extensions: 'pass', names: 'refuse' } as const;
    const env = externalEnvironment({ authority, issuer, validityDays: 365, requested });
    expect(readExternalEnvironment(authority.kind, env)).toEqual({ authority, issuer, validityDays: 365, requested });
  });

  it('says nothing secret, and stays far below the 4 KB that Lambda allows', () => {
    using large = makeOpensslAuthority('rsa:2048', `/O=${'x'.repeat(60)}/OU=${'y'.repeat(60)}/CN=${'z'.repeat(60)}`);
    const env = externalEnvironment({
      authority: { ...EST, url: `https://est.example.com/${'l'.repeat(200)}` },
      issuer: parseCertificate(large.certificatePem),
      validityDays: 365,
    });
    expect(Object.keys(env)).toEqual([
      'CERTPROV_CA_KIND',
      'CERTPROV_CA_SETTINGS',
      'CERTPROV_CA_CERTIFICATE',
      'CERTPROV_VALIDITY_DAYS',
      'CERTPROV_REQUESTED_EXTENSIONS',
      'CERTPROV_REQUESTED_NAMES',
    ]);
    expect(Object.entries(env).flat().join('').length).toBeLessThan(3_000);
  });

  it('names every variable that is missing in one message', () => {
    expect(() => readExternalEnvironment('est', {})).toThrow(
      /CERTPROV_CA_KIND is not set.*CERTPROV_CA_SETTINGS is not set.*CERTPROV_CA_CERTIFICATE is not set.*CERTPROV_VALIDITY_DAYS is not set/,
    );
  });

  it('takes its kind from the signer, whatever the settings say', () => {
    const env = externalEnvironment({ authority: EST, issuer, validityDays: 1 });
    expect(() => readExternalEnvironment('webhook', env)).toThrow(/CERTPROV_CA_KIND is "est", not webhook/);
  });

  it.each([
    ['CERTPROV_CA_SETTINGS', '[]'],
    ['CERTPROV_CA_SETTINGS', '{"url":'],
    ['CERTPROV_CA_CERTIFICATE', 'not a certificate'],
    ['CERTPROV_CA_CERTIFICATE', issuer.der.subarray(0, -1).toString('base64')],
    ['CERTPROV_CA_CERTIFICATE', leaf.der.toString('base64')],
    ['CERTPROV_VALIDITY_DAYS', '0'],
  ])('refuses %s=%s by name', (name, value) => {
    const env = { ...externalEnvironment({ authority: EST, issuer, validityDays: 1 }), [name]: value };
    expect(() => readExternalEnvironment('est', env)).toThrow(
      expect.objectContaining({ name: 'ConfigurationInvalid', message: expect.stringContaining(name) }),
    );
  });
});
