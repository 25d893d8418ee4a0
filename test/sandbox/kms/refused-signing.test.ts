import type { SignCommandInput } from '@aws-sdk/client-kms';
import { afterAll, describe } from 'vitest';
import { refuses, type Refusal } from '../refuses.ts';
import { openKmsAccount } from './kms-account.ts';

const { createKey, sign, verify, close } = await openKmsAccount();
afterAll(close);

const { KeyId, Arn } = await createKey();
const { KeyId: rsa } = await createKey('RSA_2048');
const { KeyId: p384 } = await createKey('ECC_NIST_P384');
const { KeyId: p521 } = await createKey('ECC_NIST_P521');
const ABSENT = '12345678-1234-1234-1234-123456789012';

describe('Sign', () => {
  const signed = (key: string | undefined, SigningAlgorithm: string, more: Partial<SignCommandInput> = {}) =>
    sign(key, { SigningAlgorithm: SigningAlgorithm as 'ECDSA_SHA_256', ...more });
  const digest = (octets: number) => ({ MessageType: 'DIGEST' as const, Message: Buffer.alloc(octets) });
  const mismatch = (key: string | undefined, spec: string, ...algorithms: readonly string[]): Refusal[] =>
    algorithms.map((algorithm) => [
      `${algorithm} with a key of ${spec}`,
      () => signed(key, algorithm),
      'InvalidKeyUsageException',
      new RegExp(`^Algorithm ${algorithm} is incompatible with key spec ${spec}\\.$`),
    ]);

  refuses([
    ...mismatch(KeyId, 'ECC_NIST_P256', 'ECDSA_SHA_384', 'ECDSA_SHA_512', 'RSASSA_PSS_SHA_256', 'ED25519_SHA_512'),
    ...mismatch(p384, 'ECC_NIST_P384', 'ECDSA_SHA_256', 'ECDSA_SHA_512'),
    ...mismatch(p521, 'ECC_NIST_P521', 'ECDSA_SHA_256', 'ECDSA_SHA_384'),
    ...mismatch(rsa, 'RSA_2048', 'ECDSA_SHA_256', 'SM2DSA'),
    [
      'an unknown algorithm',
      () => signed(KeyId, 'ECDSA_SHA_1'),
      'ValidationException',
      /'ECDSA_SHA_1' at 'signingAlgorithm'/,
    ],
    [
      'an unknown kind of message',
      () => sign(KeyId, { MessageType: 'HASH' as 'RAW' }),
      'ValidationException',
      /'HASH' at 'messageType'/,
    ],
    [
      'the kind of message of another algorithm',
      () => sign(KeyId, { MessageType: 'EXTERNAL_MU' }),
      'ValidationException',
      /EXTERNAL_MU is incompatible/,
    ],
    [
      'no message',
      () => sign(KeyId, { Message: Buffer.alloc(0) }),
      'ValidationException',
      /Value at 'message'.*greater than or equal to 1/,
    ],
    [
      '4,097 bytes',
      () => sign(KeyId, { Message: Buffer.alloc(4097) }),
      'ValidationException',
      /Value at 'message'.*less than or equal to 4096/,
    ],
    [
      'a digest that is too short',
      () => sign(KeyId, digest(31)),
      'ValidationException',
      /^Digest is invalid length for algorithm ECDSA_SHA_256\.$/,
    ],
    [
      'the digest of another hash',
      () => signed(p384, 'ECDSA_SHA_384', digest(32)),
      'ValidationException',
      /^Digest is invalid length/,
    ],
    [
      'an RSA digest of another hash',
      () => signed(rsa, 'RSASSA_PKCS1_V1_5_SHA_512', digest(48)),
      'ValidationException',
      /^Digest is invalid length/,
    ],
    [
      'a key that is not there',
      () => sign(ABSENT),
      'NotFoundException',
      new RegExp(`^Key 'arn:aws:kms:us-east-1:000000000000:key/${ABSENT}' does not exist$`),
    ],
    [
      'an alias that is not there',
      () => sign('alias/none'),
      'NotFoundException',
      /^Alias arn:aws:kms:us-east-1:000000000000:alias\/none is not found\.$/,
    ],
    ['a name of nothing', () => sign('acme'), 'NotFoundException', /^Invalid keyId 'acme'$/],
    ['an ARN of something else', () => sign('arn:aws:iam::000000000000:role/x'), 'InvalidArnException', /arn:aws:iam/],
    [
      'a key of another account',
      () => sign(Arn!.replace('000000000000', '111122223333')),
      'NotFoundException',
      /does not exist/,
    ],
    [
      'to do it when it is only asked whether it would',
      () => sign(KeyId, { DryRun: true }),
      'DryRunOperationException',
      /would have succeeded/,
    ],
    [
      'a dry run that would fail with what it would fail with',
      () => signed(p384, 'ECDSA_SHA_256', { DryRun: true }),
      'InvalidKeyUsageException',
      /incompatible/,
    ],
  ]);
});

describe('Verify', () => {
  refuses([
    ['no signature', () => verify(KeyId, Buffer.alloc(0)), 'ValidationException', /Value at 'signature'/],
    ['6,145 bytes of it', () => verify(KeyId, Buffer.alloc(6145)), 'ValidationException', /Value at 'signature'.*6144/],
    [
      'a digest of another length',
      () => verify(KeyId, Buffer.alloc(70), { MessageType: 'DIGEST' }),
      'ValidationException',
      /^Digest is invalid length/,
    ],
    [
      'another algorithm',
      () => verify(rsa, Buffer.alloc(256)),
      'InvalidKeyUsageException',
      /incompatible with key spec RSA_2048/,
    ],
  ]);
});
