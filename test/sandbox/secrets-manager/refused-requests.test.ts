import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  type CreateSecretCommandInput,
  type ListSecretsCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, describe, expect, it } from 'vitest';
import { refuses, type Refusal } from '../refuses.ts';
import { openSecretsAccount } from './secrets-account.ts';

const { secrets, create, put, get, close } = await openSecretsAccount();
afterAll(close);

const { ARN, VersionId } = await create('kept', 'value');
const tooMany = Array.from({ length: 51 }, (_, at) => ({ Key: `${at}`, Value: '' }));

describe('CreateSecret', () => {
  const more = (input: Partial<CreateSecretCommandInput>) => create('new', 'x', input);

  refuses([
    [
      'a name that is taken',
      () => create('kept', 'x'),
      'ResourceExistsException',
      /^The operation failed because the secret kept already exists\.$/,
    ],
    ['a name that is taken, without a value', () => create('kept'), 'ResourceExistsException', /already exists/],
    [
      'a space in the name',
      () => create('a b', 'x'),
      'ValidationException',
      /^Invalid name\. Must be a valid name containing alphanumeric characters/,
    ],
    ['an empty name', () => create('', 'x'), 'ValidationException', /'name'.*greater than or equal to 1/],
    ['513 characters', () => create('x'.repeat(513), 'x'), 'ValidationException', /'name'.*512/],
    [
      'no name',
      () => secrets.send(new CreateSecretCommand({ Name: undefined })),
      'ValidationException',
      /Value null at 'name'/,
    ],
    [
      'two values',
      () => more({ SecretBinary: Buffer.from('x') }),
      'InvalidParameterException',
      /both a binary secret value and a string secret value/,
    ],
    [
      '65,537 bytes of text',
      () => create('new', `${'ü'.repeat(32_768)}x`),
      'ValidationException',
      /Value at 'secretString'.*65536/,
    ],
    [
      '65,537 bytes',
      () => create('new', undefined, { SecretBinary: Buffer.alloc(65_537) }),
      'ValidationException',
      /Value at 'secretBinary'.*65536/,
    ],
    [
      'an empty text',
      () => create('new', ''),
      'ValidationException',
      /Value at 'secretString'.*greater than or equal to 1/,
    ],
    [
      'a short token',
      () => more({ ClientRequestToken: 'x'.repeat(31) }),
      'ValidationException',
      /'clientRequestToken'.*32/,
    ],
    [
      'a long token',
      () => more({ ClientRequestToken: 'x'.repeat(65) }),
      'ValidationException',
      /'clientRequestToken'.*64/,
    ],
    ['a long description', () => more({ Description: 'x'.repeat(2049) }), 'ValidationException', /'description'.*2048/],
    ['51 tags', () => more({ Tags: tooMany }), 'InvalidParameterException', /50 tags/],
    ['tags of AWS', () => more({ Tags: [{ Key: 'aws:a', Value: '' }] }), 'InvalidParameterException', /aws:/],
    ['a tag without name', () => more({ Tags: [{ Value: '' }] }), 'ValidationException', /'tags.member.key'/],
    ['a key that is not there', () => more({ KmsKeyId: 'alias/mine' }), 'EncryptionFailure', /can't encrypt/],
    ['replicas', () => more({ AddReplicaRegions: [{ Region: 'eu-west-1' }] }), 'NotImplemented', /AddReplicaRegions/],
    ['a partner', () => more({ Type: 'Acme' }), 'NotImplemented', /Type of/],
  ]);
});

describe('PutSecretValue', () => {
  refuses([
    [
      'no value',
      () => put('kept'),
      'InvalidRequestException',
      /^You must provide either SecretString or SecretBinary\.$/,
    ],
    ['no label', () => put('kept', 'x', { VersionStages: [] }), 'ValidationException', /'versionStages'/],
    [
      '21 labels',
      () => put('kept', 'x', { VersionStages: tooMany.slice(0, 21).map(({ Key }) => Key) }),
      'ValidationException',
      /'versionStages'/,
    ],
    [
      'a label of 257 characters',
      () => put('kept', 'x', { VersionStages: ['x'.repeat(257)] }),
      'ValidationException',
      /'versionStages' .*\[Member must have length less than or equal to 256/,
    ],
    ['a rotation', () => put('kept', 'x', { RotationToken: 'x'.repeat(36) }), 'NotImplemented', /RotationToken/],
    [
      'a secret that is not there',
      () => put('none', 'x'),
      'ResourceNotFoundException',
      /^Secrets Manager can't find the specified secret\.$/,
    ],
  ]);
});

describe('GetSecretValue', () => {
  refuses([
    [
      'what is not there',
      () => get('none'),
      'ResourceNotFoundException',
      /^Secrets Manager can't find the specified secret\.$/,
    ],
    [
      'the ARN of what is not there',
      () => get(ARN!.replace('kept', 'none')),
      'ResourceNotFoundException',
      /^Secrets Manager can't find the specified secret\.$/,
    ],
    [
      'a secret of another account',
      () => get(ARN!.replace('000000000000', '111122223333')),
      'ResourceNotFoundException',
      /can't find/,
    ],
    ['the name of a member of every object', () => get('constructor'), 'ResourceNotFoundException', /can't find/],
    [
      'a label that no version has',
      () => get('kept', { VersionStage: 'blue' }),
      'ResourceNotFoundException',
      /for staging label: blue$/,
    ],
    [
      'a version that is not there',
      () => get('kept', { VersionId: 'x'.repeat(32) }),
      'ResourceNotFoundException',
      /for VersionId: x{32}$/,
    ],
    [
      'a label that the version has not',
      () => get('kept', { VersionId, VersionStage: 'AWSPREVIOUS' }),
      'InvalidRequestException',
      /VersionStage that is not associated to the provided VersionId/,
    ],
  ]);
});

describe('other operations', () => {
  const SecretId = 'none';
  const list = (input: ListSecretsCommandInput) => secrets.send(new ListSecretsCommand(input));
  const missing: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['DescribeSecret', () => secrets.send(new DescribeSecretCommand({ SecretId }))],
    ['UpdateSecret', () => secrets.send(new UpdateSecretCommand({ SecretId, SecretString: 'x' }))],
    ['RestoreSecret', () => secrets.send(new RestoreSecretCommand({ SecretId }))],
    ['TagResource', () => secrets.send(new TagResourceCommand({ SecretId, Tags: [] }))],
    ['UntagResource', () => secrets.send(new UntagResourceCommand({ SecretId, TagKeys: [] }))],
    ['GetResourcePolicy', () => secrets.send(new GetResourcePolicyCommand({ SecretId }))],
  ];

  refuses([
    ...missing.map(([name, attempt]): Refusal => [
      `${name} of what is not there`,
      attempt,
      'ResourceNotFoundException',
      /^Secrets Manager can't find the specified secret\.$/,
    ]),
    [
      'a 51st tag',
      () => secrets.send(new TagResourceCommand({ SecretId: 'kept', Tags: tooMany })),
      'InvalidParameterException',
      /50 tags/,
    ],
    [
      'a new key of the account',
      () => secrets.send(new UpdateSecretCommand({ SecretId: 'kept', KmsKeyId: 'alias/mine' })),
      'NotImplemented',
      /another KMS key/,
    ],
    ['pages of 0', () => list({ MaxResults: 0 }), 'ValidationException', /'maxResults'/],
    ['pages of 101', () => list({ MaxResults: 101 }), 'ValidationException', /'maxResults'.*100/],
    ['a token that nobody gave', () => list({ NextToken: 'x' }), 'InvalidNextTokenException', /NextToken/],
    [
      'a filter that it has not',
      () => list({ Filters: [{ Key: 'all', Values: ['x'] }] }),
      'NotImplemented',
      /filter all/,
    ],
    [
      'a filter without values',
      () => list({ Filters: [{ Key: 'name', Values: [] }] }),
      'ValidationException',
      /'filters.1.member.values' .* length greater than or equal to 1/,
    ],
    ['an order that it has not', () => list({ SortBy: 'last-accessed-date' }), 'NotImplemented', /last-accessed-date/],
  ]);
});

describe('all that was refused', () => {
  it('left nothing behind', async () => {
    expect(await get('kept')).toMatchObject({ VersionId, SecretString: 'value' });
    const { SecretList } = await secrets.send(new ListSecretsCommand({ IncludePlannedDeletion: true }));
    expect(SecretList!.map(({ Name, Tags }) => [Name, Tags])).toEqual([['kept', []]]);
  });
});
