import { describe, expect, it } from 'vitest';
import { quoteText } from '../../src/csr/quote-text.ts';

describe('quoteText shows', () => {
  it.each([
    'connect ECONNREFUSED 10.0.3.17:8883',
    'getaddrinfo ENOTFOUND ca.internal.example.com',
    'AuthorityUntrusted: UNABLE_TO_VERIFY_LEAF_SIGNATURE: unable to verify the first certificate',
    "Unable to import module 'lambda_function': No module named 'cryptography'",
    "TypeError: Cannot read properties of undefined (reading 'Certificate')",
    "Error: Cannot find module '/var/task/node_modules/@aws-sdk/client-acm-pca/dist-cjs/index.js'",
    'Runtime.OutOfMemory: Runtime exited with error: signal: killed',
    'AuthorityRefused: vault answered HTTP 403: permission denied',
    'the private key could not be loaded: wrong password',
    'arn:aws:lambda:eu-central-1:111122223333:function:acme-signer-v2:PROD failed at 2026-11-30T12:00:00.123Z',
    'code=ERR_OSSL_X509_KEY_VALUES_MISMATCH reason=key values mismatch',
    'the algorithm 1.2.840.113549.1.1.5 is not supported',
    'requested duration of 720h1m0s is more than the authorized maximum certificate duration of 24h1m0s',
    'one of two retries, three of them late',
    'Certificat refusé : autorité non configurée',
    '証明書がありません',
    '<html><head><title>502 Bad Gateway</title></head>',
  ])('what a person can read: %s', (text) => {
    expect(quoteText(text, 200)).toBe(text);
  });

  it('an ARN without the identifier in it, which is as long as a key', () => {
    const text =
      'not authorized to perform: acm-pca:IssueCertificate on arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809';
    expect(quoteText(text, 200)).toBe(text.replace(/1a2b3c4d.*/, '…'));
  });

  it('a sentence without the one word in it that is none', () => {
    expect(quoteText('the secret acme/provisioner-7Hq2kLx9 of the signer was not found', 200)).toBe(
      'the secret […] of the signer was not found',
    );
  });

  it('as much as there is room for', () => {
    expect(quoteText('one two three', 7)).toBe('one two…');
  });
});

describe('quoteText describes', () => {
  it.each([
    ['30 82 04 bd 02 01 00 30 0d', '(26 characters, hexadecimal digits, not shown: it may be a key)'],
    ['[48, 130, 4, 189, 2, 1, 0, 48]', '(30 characters, numbers, not shown: it may be a key)'],
    ['MIIE vQIB ADAN Bgkq hkiG 9w0B', '(29 characters, letters and digits, not shown: it may be a key)'],
    ['d is four one two zero nine eight', '(33 characters, letters and digits, not shown: it may be a key)'],
    ['the key is MIIEvQIBADANBgkq hkiG9w0BAQEFAASC', '(44 characters, letters and digits, not shown: it may be a key)'],
  ])('what may be a key: %s', (text, described) => {
    expect(quoteText(text, 200)).toBe(described);
  });

  it('a text with an encrypted key in it, too', () => {
    expect(quoteText('got BEGIN ENCRYPTED PRIVATE KEY and more', 200)).toContain('not shown');
  });
});
