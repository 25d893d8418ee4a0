import type { SampleKeyType } from '../../csr/build-certification-request.ts';

export type KeySpec = 'RSA_2048' | 'RSA_3072' | 'RSA_4096' | 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521';

export interface SigningScheme {
  readonly family: 'PKCS1' | 'PSS' | 'ECDSA';
  /** As node:crypto spells it. */
  readonly hash: 'sha256' | 'sha384' | 'sha512';
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
export const SCHEMES: Readonly<Record<string, SigningScheme>> = {
  RSASSA_PKCS1_V1_5_SHA_256: { family: 'PKCS1', hash: 'sha256' },
  RSASSA_PKCS1_V1_5_SHA_384: { family: 'PKCS1', hash: 'sha384' },
  RSASSA_PKCS1_V1_5_SHA_512: { family: 'PKCS1', hash: 'sha512' },
  RSASSA_PSS_SHA_256: { family: 'PSS', hash: 'sha256' },
  RSASSA_PSS_SHA_384: { family: 'PSS', hash: 'sha384' },
  RSASSA_PSS_SHA_512: { family: 'PSS', hash: 'sha512' },
  ECDSA_SHA_256: { family: 'ECDSA', hash: 'sha256' },
  ECDSA_SHA_384: { family: 'ECDSA', hash: 'sha384' },
  ECDSA_SHA_512: { family: 'ECDSA', hash: 'sha512' },
};

interface KeyTraits {
  readonly keyType: SampleKeyType;
  readonly signingAlgorithms: readonly string[];
}

const rsa = (keyType: SampleKeyType): KeyTraits => ({
  keyType,
  signingAlgorithms: Object.keys(SCHEMES).filter((name) => name.startsWith('RSASSA')),
});

const ec = (keyType: SampleKeyType, algorithm: string): KeyTraits => ({ keyType, signingAlgorithms: [algorithm] });

export const KEY_SPECS: Readonly<Record<KeySpec, KeyTraits>> = {
  RSA_2048: rsa('rsa-2048'),
  RSA_3072: rsa('rsa-3072'),
  RSA_4096: rsa('rsa-4096'),
  ECC_NIST_P256: ec('ec-p256', 'ECDSA_SHA_256'),
  ECC_NIST_P384: ec('ec-p384', 'ECDSA_SHA_384'),
  ECC_NIST_P521: ec('ec-p521', 'ECDSA_SHA_512'),
};

export const signingAlgorithmsOf = (keySpec: KeySpec | 'SYMMETRIC_DEFAULT'): readonly string[] =>
  keySpec === 'SYMMETRIC_DEFAULT' ? [] : KEY_SPECS[keySpec].signingAlgorithms;
