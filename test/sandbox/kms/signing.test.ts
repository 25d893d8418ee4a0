import type { KeySpec, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { execFileSync } from 'node:child_process';
import { constants, createHash, verify as verifyByNode, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { MESSAGE, openKmsAccount, RSA_ALGORITHMS } from './kms-account.ts';

const { createKey, publicKey, sign, verify, close } = await openKmsAccount();
const folder = mkdtempSync(join(tmpdir(), 'certprov-kms-'));
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const KEYS: Readonly<Record<string, readonly SigningAlgorithmSpec[]>> = {
  ECC_NIST_P256: ['ECDSA_SHA_256'],
  ECC_NIST_P384: ['ECDSA_SHA_384'],
  ECC_NIST_P521: ['ECDSA_SHA_512'],
  RSA_2048: RSA_ALGORITHMS,
  RSA_3072: ['RSASSA_PSS_SHA_384'],
  RSA_4096: ['RSASSA_PKCS1_V1_5_SHA_512'],
};
const CASES = Object.entries(KEYS).flatMap(([spec, algorithms]) =>
  algorithms.flatMap((algorithm) => (['RAW', 'DIGEST'] as const).map((type) => [spec, algorithm, type] as const)),
);

interface TestKey {
  readonly arn: string;
  readonly publicKey: KeyObject;
}
const keys = new Map<string, TestKey>();

beforeAll(async () => {
  for (const spec of Object.keys(KEYS)) {
    const { Arn } = await createKey(spec as KeySpec);
    keys.set(spec, { arn: Arn!, publicKey: await publicKey(Arn) });
  }
}, 120_000);

const hashOf = (algorithm: string): string => `sha${algorithm.slice(-3)}`;
const digestOf = (algorithm: string): Buffer => createHash(hashOf(algorithm)).update(MESSAGE).digest();
const asked = (SigningAlgorithm: SigningAlgorithmSpec, MessageType: 'RAW' | 'DIGEST') => ({
  SigningAlgorithm,
  MessageType,
  Message: MessageType === 'RAW' ? MESSAGE : digestOf(SigningAlgorithm),
});

function judgeByNode(algorithm: string, key: KeyObject, signature: Uint8Array, message: Uint8Array = MESSAGE): boolean {
  // The length of the salt is given, and not taken from the signature.
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(algorithm.slice(-3)) / 8 };
  return verifyByNode(hashOf(algorithm), message, algorithm.includes('PSS') ? { key, ...pss } : key, signature);
}

function judgeByOpenssl(algorithm: string, key: KeyObject, signature: Uint8Array): string {
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
  write('public.pem', key.export({ format: 'pem', type: 'spki' }));
  write('message', MESSAGE);
  write('signature', signature);
  const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
  const files = ['-verify', 'public.pem', '-signature', 'signature', 'message'];
  const args = ['dgst', `-${hashOf(algorithm)}`, ...(algorithm.includes('PSS') ? pss : []), ...files];
  return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

describe('a signature', () => {
  it.each(CASES)('of a %s key with %s over the %s message is one that others accept', async (spec, algorithm, type) => {
    const { arn, publicKey: key } = keys.get(spec)!;
    const signed = await sign(arn, asked(algorithm, type));
    const signature = signed.Signature!;

    expect(signed).toMatchObject({ KeyId: arn, SigningAlgorithm: algorithm });
    expect(judgeByNode(algorithm, key, signature)).toBe(true);
    expect(judgeByOpenssl(algorithm, key, signature)).toContain('Verified OK');
    expect(judgeByNode(algorithm, key, signature, Buffer.from('another message'))).toBe(false);
  });

  it.each(CASES)('of a %s key with %s over the %s message is verified in both ways', async (spec, algorithm, type) => {
    const { arn } = keys.get(spec)!;
    const signature = (await sign(arn, asked(algorithm, type))).Signature!;

    for (const other of ['RAW', 'DIGEST'] as const) {
      expect(await verify(arn, signature, asked(algorithm, other))).toMatchObject({
        KeyId: arn,
        SignatureValid: true,
        SigningAlgorithm: algorithm,
      });
    }
  });

  it.each(CASES)(
    'of a %s key with %s is refused for another %s message, key or length',
    async (spec, algorithm, type) => {
      const { arn } = keys.get(spec)!;
      const signature = (await sign(arn, asked(algorithm, type))).Signature!;
      const another = asked(algorithm, type).Message.map((octet) => octet ^ 1);
      const broken = Buffer.from(signature);
      broken[broken.length - 5]! ^= 1;

      for (const attempt of [
        verify(arn, signature, { ...asked(algorithm, type), Message: another }),
        verify(arn, broken, asked(algorithm, type)),
        verify(arn, signature.subarray(1), asked(algorithm, type)),
        verify(arn, Buffer.from('no signature'), asked(algorithm, type)),
      ]) {
        expect(await failureOf(attempt)).toMatchObject({
          name: 'KMSInvalidSignatureException',
          $metadata: { httpStatusCode: 400 },
        });
      }
    },
  );

  it('is made with the key that an alias names, or the key id', async () => {
    const { arn, publicKey: key } = keys.get('ECC_NIST_P256')!;
    const { KeyId, Signature } = await sign(arn.slice(arn.lastIndexOf('/') + 1));

    expect(KeyId).toBe(arn);
    expect(judgeByNode('ECDSA_SHA_256', key, Signature!)).toBe(true);
  });

  it('covers 4,096 bytes', async () => {
    const { arn, publicKey: key } = keys.get('ECC_NIST_P256')!;
    const Message = Buffer.alloc(4096, 7);

    expect(judgeByNode('ECDSA_SHA_256', key, (await sign(arn, { Message })).Signature!, Message)).toBe(true);
  });
});
