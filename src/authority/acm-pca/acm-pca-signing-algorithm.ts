/**
 * The signing algorithm belongs to the family of the CA's own key; the hash is as strong as that key.
 * @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_IssueCertificate.html
 */
const SIGNING_ALGORITHMS: Readonly<Record<string, string>> = {
  RSA_2048: 'SHA256WITHRSA',
  RSA_3072: 'SHA256WITHRSA',
  RSA_4096: 'SHA256WITHRSA',
  EC_prime256v1: 'SHA256WITHECDSA',
  EC_secp384r1: 'SHA384WITHECDSA',
  EC_secp521r1: 'SHA512WITHECDSA',
};

/** `undefined` for a key (ML-DSA, SM2) whose signatures AWS IoT does not accept. */
export const acmPcaSigningAlgorithm = (keyAlgorithm: string): string | undefined =>
  Object.hasOwn(SIGNING_ALGORITHMS, keyAlgorithm) ? SIGNING_ALGORITHMS[keyAlgorithm] : undefined;
