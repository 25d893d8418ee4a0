import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  TagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, describe, expect, it } from 'vitest';
import { setAccountPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import { refuses } from '../refuses.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { openSecretsAccount } from './secrets-account.ts';

const { secrets, create, put, get, account, close } = await openSecretsAccount();
afterAll(close);
await create('plain', 'value');

describe('a secret that cannot have that name', () => {
  const SecretId = 'not a name';
  const invalid = [
    'ValidationException',
    /^Invalid name\. Must be a valid name containing alphanumeric characters, or any of the following: -\/_\+=\.@!$/,
  ] as const;

  refuses([
    ['to be described', () => secrets.send(new DescribeSecretCommand({ SecretId })), ...invalid],
    ['to be read', () => get(SecretId), ...invalid],
    ['to be written', () => put(SecretId, 'x'), ...invalid],
    ['to be updated', () => secrets.send(new UpdateSecretCommand({ SecretId, SecretString: 'x' })), ...invalid],
    ['to be tagged', () => secrets.send(new TagResourceCommand({ SecretId, Tags: [] })), ...invalid],
    ['to be deleted', () => secrets.send(new DeleteSecretCommand({ SecretId })), ...invalid],
    [
      'to be deleted by force',
      () => secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
      ...invalid,
    ],
  ]);
});

describe('a secret without tags', () => {
  it('is described without them', async () => {
    expect(await secrets.send(new DescribeSecretCommand({ SecretId: 'plain' }))).not.toHaveProperty('Tags');
  });
});

describe('where a service control policy is in the way of AWS KMS', () => {
  const allow = { Effect: 'Allow', Action: '*', Resource: '*' };

  it.each([
    ['denies it', [allow, { Effect: 'Deny', Action: 'kms:*', Resource: '*' }]],
    ['does not allow it', [{ ...allow, Action: 'secretsmanager:*' }]],
  ])('and %s, values are neither written nor read, and 400 says so', async (_case, Statement) => {
    setAccountPolicy(account.folder, 'service-control', JSON.stringify({ Version: '2012-10-17', Statement }));
    for (const attempt of [() => create('new', 'x'), () => put('plain', 'x'), () => get('plain')]) {
      const { name, message, $metadata } = await failureOf(attempt());
      expect([name, message, $metadata?.httpStatusCode]).toEqual([
        'AccessDeniedException',
        'Access to KMS is not allowed',
        400,
      ]);
    }
    await expect(secrets.send(new DescribeSecretCommand({ SecretId: 'plain' }))).resolves.toBeDefined();
  });
});
