import {
  CreateKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  VerifyCommand,
  type CreateKeyCommandInput,
  type KeySpec,
  type SignCommandInput,
} from '@aws-sdk/client-kms';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { temporaryAccount } from '../temporary-account.ts';

export const RSA_ALGORITHMS = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
] as const;

export const MESSAGE = Buffer.from('a device asks for a certificate');

/** The account, whose time passes only when a test says so, and short words for what is asked of KMS. */
export async function openKmsAccount() {
  let now = new Date('2026-11-20T12:00:00Z');
  const account = await temporaryAccount({ clock: { now: () => now } });
  const kms = new KMSClient(account.client);
  return {
    account,
    kms,
    now: () => now,
    pass: (milliseconds: number): void => {
      now = new Date(now.getTime() + milliseconds);
    },
    createKey: async (KeySpec: KeySpec = 'ECC_NIST_P256', more: Partial<CreateKeyCommandInput> = {}) =>
      (await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY', ...more }))).KeyMetadata!,
    publicKey: async (KeyId: string | undefined): Promise<KeyObject> => {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
      return createPublicKey({ key: Buffer.from(PublicKey!), format: 'der', type: 'spki' });
    },
    sign: (KeyId: string | undefined, more: Partial<SignCommandInput> = {}) =>
      kms.send(new SignCommand({ KeyId, Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256', ...more })),
    verify: (KeyId: string | undefined, Signature: Uint8Array, more: Partial<SignCommandInput> = {}) =>
      kms.send(new VerifyCommand({ KeyId, Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256', Signature, ...more })),
    close: () => account[Symbol.asyncDispose](),
  };
}
