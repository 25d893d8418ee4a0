import type { CertificateTemplate } from '../../csr/build-certificate.ts';
import type { SampleKeyType } from '../../csr/build-certification-request.ts';
import type { KeyAlgorithm } from './state.ts';

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_CertificateAuthorityConfiguration.html */
export const KEY_TYPES: Readonly<Record<KeyAlgorithm, SampleKeyType>> = {
  RSA_2048: 'rsa-2048',
  RSA_3072: 'rsa-3072',
  RSA_4096: 'rsa-4096',
  EC_prime256v1: 'ec-p256',
  EC_secp384r1: 'ec-p384',
  EC_secp521r1: 'ec-p521',
};

/** What the sandbox signs with; Private CA also knows RSASSA-PSS, ML-DSA and SM2. */
export const SIGNING_ALGORITHMS: Readonly<Record<string, CertificateTemplate['signatureAlgorithm']>> = {
  SHA256WITHRSA: 'sha256WithRSA',
  SHA384WITHRSA: 'sha384WithRSA',
  SHA512WITHRSA: 'sha512WithRSA',
  SHA256WITHECDSA: 'ecdsaWithSHA256',
  SHA384WITHECDSA: 'ecdsaWithSHA384',
  SHA512WITHECDSA: 'ecdsaWithSHA512',
};

export const familyMatches = (signingAlgorithm: string, keyAlgorithm: KeyAlgorithm): boolean =>
  signingAlgorithm.endsWith('RSA') === keyAlgorithm.startsWith('RSA');
