import type { IssueCertificateCommandInput } from '@aws-sdk/client-acm-pca';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { P256, openPcaAccount } from './pca-account.ts';

const { arnOf, csrBy, deviceCsr, issue, close } = await openPcaAccount();
afterAll(close);

describe('a request that Private CA refuses', () => {
  const csrWith = (change: (pem: string) => string) => Buffer.from(change(deviceCsr()));
  /** Flips a bit of the signature. */
  const tamper = (pem: string): string => {
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    der[der.length - 1]! ^= 1;
    return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  };

  it.each<[string, string, () => Partial<IssueCertificateCommandInput>, string, RegExp]>([
    [
      'another algorithm family',
      'Acme Device CA RSA',
      () => ({ SigningAlgorithm: 'SHA256WITHECDSA' }),
      'InvalidArgsException',
      /algorithm family of the CA's secret key/,
    ],
    [
      'an unknown algorithm',
      'Acme Device CA RSA',
      () => ({ SigningAlgorithm: 'MD5WITHRSA' as 'SHA256WITHRSA' }),
      'ValidationException',
      /enum value set/,
    ],
    [
      'a validity of 0',
      'Acme Device CA P256',
      () => ({ Validity: { Type: 'DAYS', Value: 0 } }),
      'ValidationException',
      /'validity.value' .* value greater than or equal to 1$/,
    ],
    [
      'an end after the CA',
      'Acme Device CA P256',
      () => ({ Validity: { Type: 'YEARS', Value: 30 } }),
      'ValidationException',
      /exceeds the certificate authority validity/,
    ],
    [
      'an end in the past',
      'Acme Device CA P256',
      () => ({ Validity: { Type: 'ABSOLUTE', Value: 1_000_000_000 } }),
      'ValidationException',
      /future/,
    ],
    [
      '8 days of a short-lived CA',
      'Acme Short-Lived',
      () => ({ Validity: { Type: 'DAYS', Value: 8 } }),
      'ValidationException',
      /7 days/,
    ],
    [
      'a CA without certificate',
      'Acme New CA',
      () => ({}),
      'InvalidStateException',
      /not in a valid state for issuing/,
    ],
    [
      'a disabled CA',
      'Acme Old CA',
      () => ({ SigningAlgorithm: 'SHA256WITHRSA' }),
      'InvalidStateException',
      /not in a valid state for issuing/,
    ],
    [
      'an unknown template',
      'Acme Device CA P256',
      () => ({ TemplateArn: 'arn:aws:acm-pca:::template/Nothing/V1' }),
      'InvalidArgsException',
      /template/,
    ],
    [
      'an unknown CA',
      'Acme Device CA P256',
      () => ({ CertificateAuthorityArn: `${arnOf('Acme Device CA P256')}0` }),
      'ResourceNotFoundException',
      /Could not find/,
    ],
    [
      'something that is no ARN',
      'Acme Device CA P256',
      () => ({ CertificateAuthorityArn: 'acme' }),
      'ValidationException',
      /^2 validation errors detected: Value 'acme' at 'certificateAuthorityArn' .* pattern: arn:.*; Value 'acme' .* 5$/,
    ],
    ['text', 'Acme Device CA P256', () => ({ Csr: Buffer.from('no CSR') }), 'MalformedCSRException', /PEM/],
    [
      'a broken signature',
      'Acme Device CA P256',
      () => ({ Csr: csrWith(tamper) }),
      'MalformedCSRException',
      /signature|malformed/,
    ],
    [
      'an Ed25519 key',
      'Acme Device CA P256',
      () => ({ Csr: Buffer.from(csrBy(['-newkey', 'ed25519'], '-subj', '/CN=x')) }),
      'MalformedCSRException',
      /Ed25519/,
    ],
    [
      'no name at all',
      'Acme Device CA P256',
      () => ({ Csr: Buffer.from(csrBy(P256, '-subj', '/')) }),
      'MalformedCSRException',
      /subject/,
    ],
    [
      'no CSR',
      'Acme Device CA P256',
      () => ({ Csr: undefined }),
      'ValidationException',
      /'csr' failed to satisfy constraint: Member must not be null/,
    ],
  ])('names %s', async (_case, name, more, code, message) => {
    const error = await failureOf(issue(name, more()));

    expect(error.name).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.$metadata?.httpStatusCode).toBe(400);
  });

  it('accepts 7 days of a short-lived CA', async () => {
    expect((await issue('Acme Short-Lived', { Validity: { Type: 'DAYS', Value: 7 } })).CertificateArn).toContain(
      '/certificate/',
    );
  });
});
