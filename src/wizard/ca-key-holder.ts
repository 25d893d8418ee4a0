import { createHash, createPublicKey } from 'node:crypto';
import type { Context } from '../context.ts';
import { generateKey, type SampleKeyType } from '../csr/build-certification-request.ts';
import { caSigningAlgorithm } from '../csr/ca-signing-algorithm.ts';
import { signDer, type SignBytes } from '../csr/sign-der.ts';
import { CertprovError, EXIT } from '../errors.ts';

/** Where the key of a new CA is, or is going to be. */
export interface KeyHolder {
  /** The key is there already, from a run that was cut off. */
  readonly isThere: boolean;
  /** PKCS#8 of a key that was made here, for the secret; undefined for KMS. */
  readonly secretPem?: string;
  /** When the key is there: its public half, and the way to sign with it. */
  open(): Promise<{ readonly spki: Buffer; readonly sign: SignBytes }>;
}

export interface WantedKey {
  readonly isKms: boolean;
  readonly keyType: SampleKeyType;
  readonly name: string;
}

export const holderOf = (wanted: WantedKey, context: Context): Promise<KeyHolder> =>
  wanted.isKms ? kmsHolder(`alias/${wanted.name}`, context) : secretHolder(wanted, context);

async function kmsHolder(alias: string, { reader, writer }: Context): Promise<KeyHolder> {
  const existing = await reader.describeKey(alias);
  return {
    isThere: existing !== undefined,
    async open() {
      const key = existing ?? (await reader.describeKey(alias));
      if (!key) throw new CertprovError('READ_BACK_DIFFERS', `AWS does not know ${alias} after it was made`);
      const spki = await reader.publicKeyOf(key.keyArn);
      const { hash, kmsAlgorithm } = kmsSigning(spki);
      const sign: SignBytes = (tbs) =>
        writer.signDigest(key.keyArn, createHash(hash).update(tbs).digest(), kmsAlgorithm);
      return { spki, sign };
    },
  };
}

/** KMS's name for the algorithm that suits a key. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
function kmsSigning(spki: Buffer): { readonly hash: string; readonly kmsAlgorithm: string } {
  const algorithm = caSigningAlgorithm(spki);
  const bits = /\d{3}/.exec(algorithm)?.[0] ?? '256';
  return {
    hash: `sha${bits}`,
    kmsAlgorithm: algorithm.startsWith('ecdsa') ? `ECDSA_SHA_${bits}` : `RSASSA_PKCS1_V1_5_SHA_${bits}`,
  };
}

/** The key is made here and forgotten here: a secret that is there already could not be signed with, since it is never read. */
async function secretHolder({ keyType, name }: WantedKey, { reader }: Context): Promise<KeyHolder> {
  const secretName = `certprov-ca/${name}`;
  if (await reader.describeSecret(secretName)) {
    throw new CertprovError('AWS_CONFLICT', `the secret ${secretName} exists already, and certprov reads no secret`, {
      fix: `choose another name with --name, or delete it first: certprov ca delete ${secretName}`,
      exitCode: EXIT.usage,
    });
  }
  const { privateKey } = await generateKey(keyType);
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const algorithm = caSigningAlgorithm(spki);
  return {
    isThere: false,
    secretPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    open: async () => ({ spki, sign: async (tbs) => signDer(algorithm, tbs, privateKey) }),
  };
}
