import {
  CreateAliasCommand,
  DescribeKeyCommand,
  KMSClient,
  SignCommand,
  VerifyCommand,
  type MessageType,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { roleSession } from '../role-session.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { MESSAGE, openKmsAccount } from './kms-account.ts';

const { account, kms, createKey, close } = await openKmsAccount();
afterAll(close);

const { Arn: key } = await createKey();
const { Arn: other } = await createKey();
const { Arn: rsa } = await createKey('RSA_2048');
await kms.send(new CreateAliasCommand({ AliasName: 'alias/signer', TargetKeyId: key }));
const digest = createHash('sha256').update(MESSAGE).digest();

const sessionWith = async (...statements: readonly object[]): Promise<KMSClient> =>
  new KMSClient(await roleSession(account, ...statements));
const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 'kms:Sign', Resource: key, ...more });
const sign = (
  client: KMSClient,
  KeyId: string | undefined,
  MessageType?: MessageType,
  SigningAlgorithm: SigningAlgorithmSpec = 'ECDSA_SHA_256',
) => client.send(new SignCommand({ KeyId, Message: digest, MessageType, SigningAlgorithm }));

describe('a role that may sign with one key', () => {
  it('signs with it, by whatever name', async () => {
    const client = await sessionWith(allow());

    for (const name of [key, key!.slice(key!.lastIndexOf('/') + 1), 'alias/signer']) {
      expect((await sign(client, name)).KeyId).toBe(key);
    }
  });

  it('may do nothing else with it, and nothing with another', async () => {
    const client = await sessionWith(allow());
    const refused = await failureOf(sign(client, other));

    expect(refused).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    expect(refused.message).toMatch(
      new RegExp(
        `is not authorized to perform: kms:Sign on resource: ${other} because no identity-based policy allows`,
      ),
    );
    for (const attempt of [
      client.send(new DescribeKeyCommand({ KeyId: key })),
      client.send(
        new VerifyCommand({ KeyId: key, Message: digest, Signature: digest, SigningAlgorithm: 'ECDSA_SHA_256' }),
      ),
    ]) {
      expect((await failureOf(attempt)).name).toBe('AccessDeniedException');
    }
  });

  it('is not told whether there is a key that it may not use', async () => {
    const client = await sessionWith(allow());

    for (const name of [
      'alias/none',
      '12345678-1234-1234-1234-123456789012',
      'arn:aws:kms:us-east-1:000000000000:key/x',
    ]) {
      expect((await failureOf(sign(client, name))).name).toBe('AccessDeniedException');
    }
  });
});

describe('a condition', () => {
  it('on kms:SigningAlgorithm allows that one only', async () => {
    const Condition = { StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } };
    const client = await sessionWith(allow({ Resource: rsa, Condition }));

    expect((await sign(client, rsa, 'DIGEST', 'RSASSA_PKCS1_V1_5_SHA_256')).KeyId).toBe(rsa);
    expect((await failureOf(sign(client, rsa, 'DIGEST', 'RSASSA_PSS_SHA_256'))).name).toBe('AccessDeniedException');
  });

  it('on kms:MessageType allows that one only, and must find it in the request', async () => {
    const client = await sessionWith(allow({ Condition: { StringEquals: { 'kms:MessageType': 'DIGEST' } } }));

    expect((await sign(client, key, 'DIGEST')).KeyId).toBe(key);
    for (const type of ['RAW', undefined] as const) {
      expect((await failureOf(sign(client, key, type))).name).toBe('AccessDeniedException');
    }
  });

  it('on kms:RequestAlias allows the key by that alias only', async () => {
    const client = await sessionWith(allow({ Condition: { StringEquals: { 'kms:RequestAlias': 'alias/signer' } } }));

    expect((await sign(client, 'alias/signer')).KeyId).toBe(key);
    expect((await failureOf(sign(client, key))).name).toBe('AccessDeniedException');
  });

  it('of a denial holds against what is allowed', async () => {
    const Condition = { StringEquals: { 'kms:MessageType': 'RAW' } };
    const client = await sessionWith(allow(), allow({ Effect: 'Deny', Condition }));

    expect((await sign(client, key, 'DIGEST')).KeyId).toBe(key);
    expect((await failureOf(sign(client, key, 'RAW'))).message).toContain('with an explicit deny');
  });
});

describe('an alias', () => {
  const aliasArn = 'arn:aws:kms:us-east-1:000000000000:alias/mine';
  const create = (client: KMSClient) =>
    client.send(new CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: key }));

  it('needs the permission on its name and on its key', async () => {
    const Action = 'kms:CreateAlias';
    for (const [allowed, missing] of [
      [aliasArn, key],
      [key, aliasArn],
    ]) {
      const refused = await failureOf(create(await sessionWith(allow({ Action, Resource: allowed }))));
      expect(refused.message).toContain(`on resource: ${missing}`);
    }
    expect(
      (await create(await sessionWith(allow({ Action, Resource: [aliasArn, key] })))).$metadata.httpStatusCode,
    ).toBe(200);
  });
});
