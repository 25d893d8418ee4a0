import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  paginateListAliases,
  paginateListKeys,
  paginateListResourceTags,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openKmsAccount, RSA_ALGORITHMS } from './kms-account.ts';

let opened: Awaited<ReturnType<typeof openKmsAccount>>;
beforeEach(async () => {
  opened = await openKmsAccount();
});
afterEach(() => opened.close());

const alias = (AliasName: string, TargetKeyId: string | undefined) =>
  opened.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));

describe('a new key', () => {
  it('is described as it was asked for', async () => {
    const { createKey, kms, now } = opened;
    const created = await createKey('ECC_NIST_P384', { Description: 'line 4', Tags: [{ TagKey: 'a', TagValue: 'b' }] });
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: created.KeyId }));

    expect(KeyMetadata).toEqual(created);
    expect(created).toEqual({
      AWSAccountId: '000000000000',
      KeyId: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/),
      Arn: `arn:aws:kms:us-east-1:000000000000:key/${created.KeyId}`,
      CreationDate: now(),
      Enabled: true,
      Description: 'line 4',
      KeyUsage: 'SIGN_VERIFY',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'ECC_NIST_P384',
      KeySpec: 'ECC_NIST_P384',
      SigningAlgorithms: ['ECDSA_SHA_384'],
      MultiRegion: false,
    });
  });

  it('has a public key of its kind, and another than the next', async () => {
    const { createKey, kms, publicKey } = opened;
    const { Arn } = await createKey('RSA_2048');
    const answer = await kms.send(new GetPublicKeyCommand({ KeyId: Arn }));
    const key = await publicKey(Arn);

    expect(answer).toMatchObject({ KeyId: Arn, KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    expect(answer.SigningAlgorithms).toEqual(RSA_ALGORITHMS);
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(key.equals(await publicKey(Arn))).toBe(true);
    expect(key.equals(await publicKey((await createKey('RSA_2048')).Arn))).toBe(false);
  });

  it('takes its spec by the old name as well', async () => {
    const { createKey } = opened;
    const created = await createKey(undefined, { KeySpec: undefined, CustomerMasterKeySpec: 'ECC_NIST_P521' });

    expect(created.KeySpec).toBe('ECC_NIST_P521');
  });

  it('has the default policy, or the one that came with it', async () => {
    const { createKey, kms } = opened;
    const policyOf = async (KeyId: string | undefined) => kms.send(new GetKeyPolicyCommand({ KeyId }));
    const usual = await policyOf((await createKey()).KeyId);
    const Policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*"}]}';

    expect(usual.PolicyName).toBe('default');
    expect(JSON.parse(usual.Policy!)).toMatchObject({
      Statement: [{ Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*' }],
    });
    expect((await policyOf((await createKey(undefined, { Policy })).KeyId)).Policy).toBe(Policy);
  });

  it('is in its Region only', async () => {
    const { createKey, account } = opened;
    const { KeyId, Arn } = await createKey();
    const abroad = new KMSClient({ ...account.client, region: 'eu-west-1' });

    expect((await abroad.send(new ListKeysCommand({}))).Keys).toEqual([]);
    expect((await failureOf(abroad.send(new DescribeKeyCommand({ KeyId })))).message).toBe(
      `Key 'arn:aws:kms:eu-west-1:000000000000:key/${KeyId}' does not exist`,
    );
    expect((await failureOf(abroad.send(new DescribeKeyCommand({ KeyId: Arn })))).message).toBe(
      'Invalid arn us-east-1',
    );
  });
});

describe('keys', () => {
  it('are listed page by page', async () => {
    const { createKey, kms } = opened;
    const made = [await createKey(), await createKey(), await createKey()].map(({ KeyId, Arn }) => ({
      KeyId,
      KeyArn: Arn,
    }));
    const pages = [];
    for await (const { Keys, Truncated } of paginateListKeys({ client: kms, pageSize: 2 }, {}))
      pages.push({ Keys, Truncated });

    expect(pages.map(({ Keys, Truncated }) => [Keys?.length, Truncated])).toEqual([
      [2, true],
      [1, false],
    ]);
    const byId = (a: { KeyId?: string | undefined }, b: { KeyId?: string | undefined }) =>
      a.KeyId! < b.KeyId! ? -1 : 1;
    expect(pages.flatMap(({ Keys }) => Keys!).toSorted(byId)).toEqual(made.toSorted(byId));
    expect((await kms.send(new ListKeysCommand({}))).NextMarker).toBeUndefined();
  });

  it('are found by id, ARN, alias and ARN of an alias', async () => {
    const { createKey, kms } = opened;
    const { KeyId, Arn } = await createKey();
    await createKey();
    await alias('alias/line/4', Arn);

    for (const name of [KeyId, Arn, 'alias/line/4', 'arn:aws:kms:us-east-1:000000000000:alias/line/4']) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: name }));
      expect(KeyMetadata?.Arn).toBe(Arn);
    }
  });

  it('are tagged, page by page', async () => {
    const { createKey, kms } = opened;
    const { KeyId } = await createKey(undefined, { Tags: [{ TagKey: 'a', TagValue: '1' }] });
    const added = ['b', 'c'].map((TagKey) => ({ TagKey, TagValue: '2' }));
    await kms.send(new TagResourceCommand({ KeyId, Tags: [...added, { TagKey: 'a', TagValue: '3' }] }));
    const pages = [];
    for await (const page of paginateListResourceTags({ client: kms, pageSize: 2 }, { KeyId })) pages.push(page.Tags!);

    expect(pages).toEqual([
      [
        { TagKey: 'a', TagValue: '3' },
        { TagKey: 'b', TagValue: '2' },
      ],
      [{ TagKey: 'c', TagValue: '2' }],
    ]);
    await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ['a', 'c', 'x'] }));
    expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([{ TagKey: 'b', TagValue: '2' }]);
  });
});

describe('aliases', () => {
  it('are listed page by page, and by key', async () => {
    const { createKey, kms, now } = opened;
    const [one, two] = [await createKey(), await createKey()];
    for (const [name, key] of [
      ['alias/c', one],
      ['alias/a', two],
      ['alias/b', one],
    ] as const)
      await alias(name, key.KeyId);
    const pages = [];
    for await (const page of paginateListAliases({ client: kms, pageSize: 2 }, {})) pages.push(page.Aliases!);

    expect(pages.map((page) => page.map(({ AliasName }) => AliasName))).toEqual([['alias/a', 'alias/b'], ['alias/c']]);
    expect(pages[0]![0]).toEqual({
      AliasName: 'alias/a',
      AliasArn: 'arn:aws:kms:us-east-1:000000000000:alias/a',
      TargetKeyId: two.KeyId,
      CreationDate: now(),
      LastUpdatedDate: now(),
    });
    const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: one.Arn }));
    expect(Aliases!.map(({ AliasName }) => AliasName)).toEqual(['alias/b', 'alias/c']);
  });

  it('are turned to another key and deleted, and the keys stay', async () => {
    const { createKey, kms, pass, now } = opened;
    const [one, two] = [await createKey(), await createKey()];
    await alias('alias/a', one.KeyId);
    const targetOf = async () => (await kms.send(new DescribeKeyCommand({ KeyId: 'alias/a' }))).KeyMetadata?.KeyId;
    pass(1000);
    await kms.send(new UpdateAliasCommand({ AliasName: 'alias/a', TargetKeyId: two.Arn }));

    expect(await targetOf()).toBe(two.KeyId);
    expect((await kms.send(new ListAliasesCommand({}))).Aliases![0]!.LastUpdatedDate).toEqual(now());
    await kms.send(new DeleteAliasCommand({ AliasName: 'alias/a' }));
    expect((await failureOf(targetOf())).message).toBe(
      'Alias arn:aws:kms:us-east-1:000000000000:alias/a is not found.',
    );
    expect((await kms.send(new ListKeysCommand({}))).Keys).toHaveLength(2);
  });
});
