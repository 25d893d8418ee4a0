import type { Call } from '../service.ts';
import { decodeKey } from '../stored-key.ts';
import { SCHEMES, signingAlgorithmsOf, type SigningScheme } from './algorithms.ts';
import { dryRun, invalidKeyUsage, invalidSignature, validationFailed } from './errors.ts';
import { findKeyOrAlias, type KeyInput, requireEnabled } from './find-key.ts';
import { sign as signatureOf, verifies, type MessageToSign } from './signature.ts';
import type { KmsKeyRecord } from './state.ts';

export interface SignInput extends KeyInput {
  readonly Message: Uint8Array;
  readonly MessageType?: string;
  readonly SigningAlgorithm: string;
  readonly DryRun?: boolean;
}

const DIGEST_OCTETS: Readonly<Record<SigningScheme['hash'], number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export async function sign(input: SignInput, call: Call): Promise<object> {
  const { key, scheme, message } = await prepare(input, call);
  const Signature = signatureOf(message, scheme, decodeKey(key.privateKey));
  return { KeyId: key.arn, Signature, SigningAlgorithm: input.SigningAlgorithm };
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html */
export async function verify(input: SignInput & { readonly Signature: Uint8Array }, call: Call): Promise<object> {
  const { key, scheme, message } = await prepare(input, call);
  if (!verifies(input.Signature, message, scheme, decodeKey(key.privateKey))) throw invalidSignature('');
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
}

interface Signing {
  readonly key: KmsKeyRecord;
  readonly scheme: SigningScheme;
  readonly message: MessageToSign;
}

/** Everything that KMS may have against the request. */
async function prepare(input: SignInput, call: Call): Promise<Signing> {
  const { KeyId, Message, MessageType = 'RAW', SigningAlgorithm } = input;
  const key = await call.store.read((state) => ({ ...findKeyOrAlias(state, KeyId, call) }));
  requireEnabled(key);
  if (!signingAlgorithmsOf(key.keySpec).includes(SigningAlgorithm)) {
    throw invalidKeyUsage(`Algorithm ${SigningAlgorithm} is incompatible with key spec ${key.keySpec}.`);
  }
  const scheme = SCHEMES[SigningAlgorithm]!;
  if (MessageType === 'EXTERNAL_MU')
    throw validationFailed(`Message type EXTERNAL_MU is incompatible with key spec ${key.keySpec}.`);
  const isDigest = MessageType === 'DIGEST';
  if (isDigest && Message.length !== DIGEST_OCTETS[scheme.hash])
    throw validationFailed(`Digest is invalid length for algorithm ${SigningAlgorithm}.`);
  if (input.DryRun) throw dryRun();
  return { key, scheme, message: { bytes: Message, isDigest } };
}
