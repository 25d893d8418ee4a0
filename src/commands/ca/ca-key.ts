import { createPublicKey } from 'node:crypto';
import { identityOf } from '../../actions/identity.ts';
import { readJournals, stillMade } from '../../actions/journal.ts';
import { createKey } from '../../actions/kinds/create-key.ts';
import type { Action } from '../../actions/plan.ts';
import { kmsSign } from '../../authority/own-ca/kms-sign.ts';
import type { KeyDescription } from '../../aws/ports/ports.ts';
import { waitFor } from '../../aws/wait.ts';
import { whyKeyUnusable } from '../../checks/kms-key.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { generateKey, type SampleKeyType } from '../../csr/build-certification-request.ts';
import { signDer, type SignBytes } from '../../csr/sign-der.ts';
import { caSigningAlgorithm } from '../../csr/signing-algorithm-of-key.ts';
import { isMarkedForDeletion, isOurs, wayBackOfKey } from '../../deployment/ownership.ts';
import { CertprovError, EXIT } from '../../errors.ts';

/** Where the key of a new CA is, or is going to be. */
export interface KeyHolder {
  /** The key is there already, from a run that was cut off. */
  readonly isThere: boolean;
  /** PKCS#8 of a key that was made here, for the secret; undefined for KMS. */
  readonly secretPem?: string;
  /** When the key is there: its public half, and the way to sign with it. */
  open(): Promise<{ readonly spki: Buffer; readonly sign: SignBytes }>;
}

interface WantedKey {
  readonly isKms: boolean;
  readonly keyType: SampleKeyType;
  readonly name: string;
}

/** A new alias may take a few seconds to be known everywhere. */
const READ_BACK_LIMIT_MS = 30_000;

/** KMS's names for the types of keys. @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
export const KEY_SPECS: Readonly<Record<string, string>> = {
  'ec-p256': 'ECC_NIST_P256',
  'ec-p384': 'ECC_NIST_P384',
  'ec-p521': 'ECC_NIST_P521',
  'rsa-2048': 'RSA_2048',
  'rsa-3072': 'RSA_3072',
  'rsa-4096': 'RSA_4096',
};

export const holderOf = (wanted: WantedKey, context: ChangingContext): Promise<KeyHolder> =>
  wanted.isKms ? kmsHolder(wanted, context) : secretHolder(wanted, context);

async function kmsHolder(wanted: WantedKey, context: ChangingContext): Promise<KeyHolder> {
  const { reader, writer } = context;
  const alias = `alias/${wanted.name}`;
  const existing = await reader.describeKey(alias);
  if (existing) await assertAdoptable(existing, wanted, context);
  return {
    isThere: existing !== undefined,
    async open() {
      const key = existing ?? (await waitFor(() => reader.describeKey(alias), { limitMs: READ_BACK_LIMIT_MS }));
      if (!key) {
        throw new CertprovError('READ_BACK_DIFFERS', `AWS does not know ${alias} after it was made`, {
          fix: 'wait a minute, then run the same command again: it uses the key that was made',
        });
      }
      const spki = await reader.publicKeyOf(key.keyArn);
      const sign = kmsSign(key.keyArn, caSigningAlgorithm(spki), ({ KeyId, Message, SigningAlgorithm }) =>
        writer.signDigest(KeyId, Message, SigningAlgorithm),
      );
      return { spki, sign };
    },
  };
}

/** A key that was made by a run that was cut off is used; one of somebody else, or another one than asked for, is not. */
async function assertAdoptable(
  key: KeyDescription,
  { keyType, name }: WantedKey,
  { reader, awsCli }: Pick<ReadingContext, 'reader' | 'awsCli'>,
): Promise<void> {
  const why =
    (isMarkedForDeletion(key) && `is marked for deletion; to have it back: ${wayBackOfKey(key, awsCli)}`) ||
    whyKeyUnusable(key) ||
    (key.keySpec !== KEY_SPECS[keyType] && `exists already, of ${key.keySpec}`) ||
    (!isOurs(await reader.keyTags(key.keyArn)) && 'exists already, and does not carry the tag of certprov');
  if (!why) return;
  throw new CertprovError('AWS_CONFLICT', `the KMS key alias/${name} ${why}`, {
    fix: 'choose another name with --name',
    exitCode: EXIT.usage,
  });
}

/** The key is made here and forgotten here: a secret that is there already could not be signed with, since it is never read. */
async function secretHolder({ keyType, name }: WantedKey, { reader }: ReadingContext): Promise<KeyHolder> {
  const secretName = `certprov-ca/${name}`;
  const existing = await reader.describeSecret(secretName);
  if (existing?.deletedDate) {
    throw new CertprovError('AWS_CONFLICT', `the secret ${secretName} is marked for deletion, and its name is taken`, {
      fix: 'choose another name with --name',
      exitCode: EXIT.usage,
    });
  }
  if (existing) {
    throw new CertprovError('AWS_CONFLICT', `the secret ${secretName} exists already, and certprov reads no secret`, {
      fix: `choose another name with --name, or delete it first: \`certprov ca delete ${secretName}\``,
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

/**
 * Runs that were cut off while they made this key, before they knew its id. KMS has no token that makes CreateKey
 * idempotent, so the next run has to look for what they left: a key without an alias, which AWS bills.
 */
export async function cutOffKeyRuns(wanted: Action, { home, place }: ReadingContext): Promise<string[]> {
  if (wanted.kind !== createKey.kind) return [];
  const runs = await readJournals(home, place.account, place.region, () => undefined);
  return stillMade(runs)
    .filter(({ action, receipt }) => !receipt && identityOf(action) === identityOf(wanted))
    .map(({ runId }) => runId);
}
