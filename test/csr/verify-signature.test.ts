import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readDer } from '../../src/csr/der/der-node.ts';
import { readPublicKey } from '../../src/csr/keys/public-key.ts';
import type { SignatureAlgorithm } from '../../src/csr/read-signature-algorithm.ts';
import { verifySignature } from '../../src/csr/verify-signature.ts';
import { SCHEMES } from '../../src/sandbox/kms/algorithms.ts';
import { verifies } from '../../src/sandbox/kms/signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const subjectKey = readPublicKey(readDer(publicKey.export({ format: 'der', type: 'spki' })));

/** As one in 256 does. With RSASSA-PSS, OpenSSL does not notice when the zero is gone. */
describe.each([
  ['RSA', constants.RSA_PKCS1_PADDING, 'RSASSA_PKCS1_V1_5_SHA_256'],
  ['RSA-PSS', constants.RSA_PKCS1_PSS_PADDING, 'RSASSA_PSS_SHA_256'],
] as const)('a signature of family %s that begins with a zero', (family, padding, scheme) => {
  const key = { key: privateKey, padding, saltLength: 32 };
  let message = Buffer.alloc(0);
  let signature = sign('sha256', message, key);
  for (let number = 0; signature[0] !== 0; number += 1) {
    message = Buffer.from(`message ${number}`);
    signature = sign('sha256', message, key);
  }

  const algorithm: SignatureAlgorithm = {
    oid: '',
    name: '',
    hash: 'sha256',
    family,
    acceptedByAwsIot: true,
    saltLength: 32,
    der: Buffer.alloc(0),
  };
  const cases: readonly (readonly [string, Buffer, boolean])[] = [
    ['is valid as it is', signature, true],
    ['is not valid without the zero', signature.subarray(1), false],
    ['is not valid with another zero', Buffer.concat([Buffer.of(0), signature]), false],
  ];

  it.each(cases)('%s, for the judge', (_case, given, expected) => {
    expect(verifySignature(algorithm, subjectKey, message, given)).toBe(expected);
  });

  it.each(cases)('%s, for the KMS of the sandbox', (_case, given, expected) => {
    expect(verifies(given, { bytes: message, isDigest: false }, SCHEMES[scheme]!, privateKey)).toBe(expected);
  });
});
