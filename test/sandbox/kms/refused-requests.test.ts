import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  GetKeyPolicyCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  TagResourceCommand,
  UpdateAliasCommand,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { afterAll, describe } from 'vitest';
import { refuses } from '../refuses.ts';
import { openKmsAccount } from './kms-account.ts';

const { kms, createKey, close } = await openKmsAccount();
afterAll(close);

const { KeyId } = await createKey();
await kms.send(new CreateAliasCommand({ AliasName: 'alias/taken', TargetKeyId: KeyId }));
const ABSENT = '12345678-1234-1234-1234-123456789012';
const tooMany = Array.from({ length: 51 }, (_, at) => ({ TagKey: `${at}`, TagValue: '' }));

describe('CreateKey', () => {
  const create = (input: Partial<Record<keyof CreateKeyCommandInput, unknown>>) =>
    kms.send(
      new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', ...input } as CreateKeyCommandInput),
    );

  refuses([
    [
      'a key to encrypt with',
      () => kms.send(new CreateKeyCommand({})),
      'UnsupportedOperationException',
      /KeySpec SYMMETRIC_DEFAULT/,
    ],
    [
      'a spec of AWS that it has not',
      () => create({ KeySpec: 'ML_DSA_65' }),
      'UnsupportedOperationException',
      /KeySpec ML_DSA_65/,
    ],
    [
      'a spec that nobody has',
      () => create({ KeySpec: 'RSA_1024' }),
      'ValidationException',
      /'RSA_1024' at 'keySpec'.*enum value set: \[RSA_2048/,
    ],
    [
      'both names of the spec',
      () => create({ CustomerMasterKeySpec: 'RSA_2048' }),
      'ValidationException',
      /CustomerMasterKeySpec is deprecated/,
    ],
    [
      'a spec without its usage',
      () => create({ KeyUsage: undefined }),
      'ValidationException',
      /must specify a KeyUsage value/,
    ],
    [
      'an RSA key to encrypt with',
      () => create({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }),
      'UnsupportedOperationException',
      /only SIGN_VERIFY/,
    ],
    [
      'an EC key to agree on keys with',
      () => create({ KeyUsage: 'KEY_AGREEMENT' }),
      'UnsupportedOperationException',
      /only SIGN_VERIFY/,
    ],
    [
      'an EC key to encrypt with',
      () => create({ KeyUsage: 'ENCRYPT_DECRYPT' }),
      'ValidationException',
      /KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256/,
    ],
    ['a usage that nobody has', () => create({ KeyUsage: 'SIGN' }), 'ValidationException', /'SIGN' at 'keyUsage'/],
    [
      'a key of several Regions',
      () => create({ MultiRegion: true }),
      'UnsupportedOperationException',
      /one Region only/,
    ],
    ['a key from outside', () => create({ Origin: 'EXTERNAL' }), 'UnsupportedOperationException', /Origin AWS_KMS/],
    ['a key store', () => create({ CustomKeyStoreId: 'cks-1' }), 'UnsupportedOperationException', /key stores/],
    ['a policy that is none', () => create({ Policy: '{}' }), 'MalformedPolicyDocumentException', /policy/],
    [
      'a policy that is too long',
      () => create({ Policy: ' '.repeat(32_769) }),
      'ValidationException',
      /'policy'.*32768/,
    ],
    [
      'a description that is too long',
      () => create({ Description: 'x'.repeat(8193) }),
      'ValidationException',
      /'description'.*8192/,
    ],
    ['51 tags', () => create({ Tags: tooMany }), 'TagException', /^Too many tags$/],
    [
      'a tag twice',
      () =>
        create({
          Tags: [
            { TagKey: 'a', TagValue: '1' },
            { TagKey: 'a', TagValue: '2' },
          ],
        }),
      'TagException',
      /^Duplicate tag keys$/,
    ],
    [
      'tags of AWS',
      () => create({ Tags: [{ TagKey: 'aws:a', TagValue: '' }] }),
      'TagException',
      /^Tags beginning with aws: are reserved$/,
    ],
    [
      'a tag without name',
      () => create({ Tags: [{ TagKey: '', TagValue: '' }] }),
      'ValidationException',
      /'tags.1.member.tagKey'/,
    ],
    [
      'a tag that is too long',
      () => create({ Tags: [{ TagKey: 'a', TagValue: 'x'.repeat(257) }] }),
      'ValidationException',
      /'tags.1.member.tagValue'/,
    ],
  ]);
});

describe('aliases', () => {
  const create = (AliasName: string, TargetKeyId = KeyId) =>
    kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));

  refuses([
    [
      'a name that is taken',
      () => create('alias/taken'),
      'AlreadyExistsException',
      /^An alias with the name arn:aws:kms:us-east-1:000000000000:alias\/taken already exists$/,
    ],
    [
      'a name without alias/',
      () => create('taken'),
      'ValidationException',
      /^Alias must start with the prefix "alias\/"\. Please see /,
    ],
    ['alias/ alone', () => create('alias/'), 'InvalidAliasNameException', /invalid characters/],
    ['a space', () => create('alias/a b'), 'ValidationException', /regular expression/],
    ['a colon', () => create('alias/a:b'), 'InvalidAliasNameException', /invalid characters/],
    ['257 characters', () => create(`alias/${'x'.repeat(251)}`), 'ValidationException', /256/],
    ['the names of AWS', () => create('alias/aws/iot'), 'NotAuthorizedException', /reserved/],
    [
      'a target that is an alias',
      () => create('alias/new', 'alias/taken'),
      'ValidationException',
      /^Aliases must refer to keys/,
    ],
    ['a target that is not there', () => create('alias/new', ABSENT), 'NotFoundException', /does not exist/],
    [
      'to turn what is not there',
      () => kms.send(new UpdateAliasCommand({ AliasName: 'alias/none', TargetKeyId: KeyId })),
      'NotFoundException',
      /alias\/none is not found/,
    ],
    [
      'to turn it to an alias',
      () => kms.send(new UpdateAliasCommand({ AliasName: 'alias/taken', TargetKeyId: 'alias/taken' })),
      'ValidationException',
      /^Aliases must refer to keys/,
    ],
    [
      'to delete what is not there',
      () => kms.send(new DeleteAliasCommand({ AliasName: 'alias/none' })),
      'NotFoundException',
      /alias\/none is not found/,
    ],
    [
      'to list those of a key that is not there',
      () => kms.send(new ListAliasesCommand({ KeyId: ABSENT })),
      'NotFoundException',
      /does not exist/,
    ],
  ]);
});

describe('other operations', () => {
  refuses([
    [
      'an alias where a key must be named',
      () => kms.send(new DisableKeyCommand({ KeyId: 'alias/taken' })),
      'NotFoundException',
      /^Invalid keyId 'alias\/taken'$/,
    ],
    [
      'to describe what is not there',
      () => kms.send(new DescribeKeyCommand({ KeyId: ABSENT })),
      'NotFoundException',
      /does not exist/,
    ],
    [
      'no key at all',
      () => kms.send(new DescribeKeyCommand({ KeyId: undefined })),
      'ValidationException',
      /Value null at 'keyId'/,
    ],
    [
      'another policy than the default',
      () => kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'other' })),
      'NotFoundException',
      /^No such policy exists$/,
    ],
    [
      'a policy without a possible name',
      () => kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'a b' })),
      'ValidationException',
      /'policyName'/,
    ],
    ['a 51st tag', () => kms.send(new TagResourceCommand({ KeyId, Tags: tooMany })), 'TagException', /^Too many tags$/],
    ['pages of 0', () => kms.send(new ListKeysCommand({ Limit: 0 })), 'ValidationException', /'limit'/],
    [
      'pages of 1,001 keys',
      () => kms.send(new ListKeysCommand({ Limit: 1001 })),
      'ValidationException',
      /'limit'.*1000/,
    ],
    [
      'pages of 101 aliases',
      () => kms.send(new ListAliasesCommand({ Limit: 101 })),
      'ValidationException',
      /'limit'.*100/,
    ],
    [
      'pages of 51 tags',
      () => kms.send(new ListResourceTagsCommand({ KeyId, Limit: 51 })),
      'ValidationException',
      /'limit'.*50/,
    ],
    [
      'a marker that nobody gave',
      () => kms.send(new ListKeysCommand({ Marker: 'x' })),
      'InvalidMarkerException',
      /marker/,
    ],
  ]);
});
