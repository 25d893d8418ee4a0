import { createHash } from 'node:crypto';
import type { SigningAlgorithm } from '../../csr/sign-der.ts';
import { AuthorityError } from '../authority-error.ts';

/** Input of KMS's Sign, as the command of its SDK takes it. */
export interface KmsSignInput {
  readonly KeyId: string;
  readonly Message: Uint8Array;
  readonly MessageType: 'DIGEST';
  readonly SigningAlgorithm: KmsAlgorithm;
}

type KmsAlgorithm = `RSASSA_PKCS1_V1_5_SHA_${256 | 384 | 512}` | `ECDSA_SHA_${256 | 384 | 512}`;

/** The hash by node:crypto's name. */
const ALGORITHMS: Readonly<Record<SigningAlgorithm, readonly [hash: string, algorithm: KmsAlgorithm]>> = {
  sha256WithRSA: ['sha256', 'RSASSA_PKCS1_V1_5_SHA_256'],
  sha384WithRSA: ['sha384', 'RSASSA_PKCS1_V1_5_SHA_384'],
  sha512WithRSA: ['sha512', 'RSASSA_PKCS1_V1_5_SHA_512'],
  ecdsaWithSHA256: ['sha256', 'ECDSA_SHA_256'],
  ecdsaWithSHA384: ['sha384', 'ECDSA_SHA_384'],
  ecdsaWithSHA512: ['sha512', 'ECDSA_SHA_512'],
};

/**
 * Signs with a key of AWS KMS; `call` is one Sign, by an SDK client or otherwise, and answers the signature. The digest
 * is sent and not the message, of which KMS takes 4,096 bytes only. KMS writes ECDSA signatures as X.509 has them.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export function kmsSign(
  keyArn: string,
  algorithm: SigningAlgorithm,
  call: (input: KmsSignInput) => Promise<Uint8Array | undefined>,
): (toBeSigned: Buffer) => Promise<Buffer> {
  const [hash, SigningAlgorithm] = ALGORITHMS[algorithm];
  return async (toBeSigned) => {
    const Message = createHash(hash).update(toBeSigned).digest();
    const signature = await call({ KeyId: keyArn, Message, MessageType: 'DIGEST', SigningAlgorithm });
    if (signature && signature.length > 0) return Buffer.from(signature);
    throw new AuthorityError('AUTHORITY_ANSWER_INVALID', 'the answer of AWS KMS has no Signature');
  };
}
