import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DescribeKeyCommand, DisableKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { expect, it } from 'vitest';
import { seedLandingZone, WORKLOAD_KEY } from '../../../src/sandbox/seed/landing-zone.ts';
import { roleSession } from '../role-session.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

async function withSecret(): Promise<TemporaryAccount> {
  const account = await temporaryAccount();
  await account.store.change((state) => seedLandingZone(state, new Date()));
  const secrets = new SecretsManagerClient(account.client);
  await secrets.send(new CreateSecretCommand({ Name: 'x', SecretString: 'y', KmsKeyId: WORKLOAD_KEY }));
  return account;
}

const allow = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const read = new GetSecretValueCommand({ SecretId: 'x' });

it('says the key of a secret', async () => {
  await using account = await withSecret();
  const secrets = new SecretsManagerClient(account.client);
  const { KmsKeyId } = await secrets.send(new DescribeSecretCommand({ SecretId: 'x' }));
  expect(KmsKeyId).toBe(WORKLOAD_KEY);
});

it('gives and takes a value only to whoever may use the key, by way of Secrets Manager', async () => {
  await using account = await withSecret();
  const all = allow('secretsmanager:*');
  const without = new SecretsManagerClient(await roleSession(account, all));
  const refused = await failureOf(without.send(read));
  expect(refused).toMatchObject({ name: 'AccessDeniedException', message: 'Access to KMS is not allowed' });
  expect(refused.$metadata?.httpStatusCode).toBe(400);
  const put = new PutSecretValueCommand({ SecretId: 'x', SecretString: 'z' });
  expect((await failureOf(without.send(put))).message).toBe('Access to KMS is not allowed');

  const Condition = { StringLike: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com*' } };
  const reader = new SecretsManagerClient(await roleSession(account, all, allow('kms:Decrypt', { Condition })));
  await expect(reader.send(read)).resolves.toMatchObject({ SecretString: 'y' });
  expect((await failureOf(reader.send(put))).message).toBe('Access to KMS is not allowed');
});

it('refuses a key that is disabled, is not there, or signs', async () => {
  await using account = await withSecret();
  const secrets = new SecretsManagerClient(account.client);
  const kms = new KMSClient(account.client);
  const missing = WORKLOAD_KEY.replace('7c0f', '0000');
  const create = new CreateSecretCommand({ Name: 'other', SecretString: 'y', KmsKeyId: missing });
  expect((await failureOf(secrets.send(create))).name).toBe('EncryptionFailure');
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: WORKLOAD_KEY }));
  expect(KeyMetadata).toMatchObject({ KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: 'SYMMETRIC_DEFAULT' });
  const sign = new SignCommand({
    KeyId: WORKLOAD_KEY,
    Message: Buffer.alloc(32),
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  expect((await failureOf(kms.send(sign))).name).toBe('InvalidKeyUsageException');
  await kms.send(new DisableKeyCommand({ KeyId: WORKLOAD_KEY }));
  expect((await failureOf(secrets.send(read))).name).toBe('DecryptionFailure');
});
