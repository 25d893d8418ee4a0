import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  ListSecretsCommand,
  paginateListSecrets,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  type ListSecretsCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSecretsAccount } from './secrets-account.ts';

const { account, secrets, create, put, pass, now, close } = await openSecretsAccount();
afterAll(close);

const names = async (input: ListSecretsCommandInput = {}) =>
  (await secrets.send(new ListSecretsCommand(input))).SecretList!.map(({ Name }) => Name);

describe('a secret', () => {
  it('is described without its value', async () => {
    const tags = [{ Key: 'team', Value: 'iot' }];
    const { ARN, VersionId } = await create('described', 'hunter2', { Description: 'for the CA', Tags: tags });
    const made = now();
    pass(1000);
    await secrets.send(new TagResourceCommand({ SecretId: ARN, Tags: [{ Key: 'line', Value: '4' }] }));
    await secrets.send(new UntagResourceCommand({ SecretId: 'described', TagKeys: ['team', 'none'] }));
    const { $metadata: _metadata, ...described } = await secrets.send(
      new DescribeSecretCommand({ SecretId: 'described' }),
    );

    expect(described).toEqual({
      ARN,
      Name: 'described',
      Description: 'for the CA',
      CreatedDate: made,
      LastChangedDate: now(),
      Tags: [{ Key: 'line', Value: '4' }],
      VersionIdsToStages: { [VersionId!]: ['AWSCURRENT'] },
    });
  });

  it('has no resource policy', async () => {
    const { ARN } = await create('policy', 'x');
    const policy = await secrets.send(new GetResourcePolicyCommand({ SecretId: 'policy' }));

    expect(policy).toMatchObject({ ARN, Name: 'policy' });
    expect(policy.ResourcePolicy).toBeUndefined();
  });

  it('is in its Region only', async () => {
    await create('regional', 'x');
    const abroad = new SecretsManagerClient({ ...account.client, region: 'eu-west-1' });

    expect((await abroad.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
  });
});

describe('the list', () => {
  beforeAll(async () => {
    for (const [name, description, key] of [
      ['list/b', 'Line four', 'team'],
      ['list/a', 'line five', 'Team'],
      ['list/c', undefined, 'teams'],
    ] as const) {
      pass(1000);
      await create(name, 'x', { Description: description, Tags: [{ Key: key, Value: `of ${name}` }] });
    }
  });
  const onlyList = { Filters: [{ Key: 'name' as const, Values: ['list/'] }] };

  it('begins with the oldest, or as asked for', async () => {
    expect(await names(onlyList)).toEqual(['list/b', 'list/a', 'list/c']);
    expect(await names({ ...onlyList, SortOrder: 'desc' })).toEqual(['list/c', 'list/a', 'list/b']);
    expect(await names({ ...onlyList, SortBy: 'name', SortOrder: 'asc' })).toEqual(['list/a', 'list/b', 'list/c']);
    pass(1000);
    await put('list/b', 'y');
    expect(await names({ ...onlyList, SortBy: 'last-changed-date', SortOrder: 'desc' })).toEqual([
      'list/b',
      'list/c',
      'list/a',
    ]);
  });

  it.each<[string, ListSecretsCommandInput['Filters'], readonly string[]]>([
    ['the beginning of a name', [{ Key: 'name', Values: ['list/a', 'list/b'] }], ['list/a', 'list/b']],
    ['a name in other letters', [{ Key: 'name', Values: ['LIST/a'] }], []],
    ['a description in any letters', [{ Key: 'description', Values: ['LINE F'] }], ['list/a', 'list/b']],
    ['words that begin words of a description', [{ Key: 'description', Values: ['fo li'] }], ['list/b']],
    ['a word that begins none', [{ Key: 'description', Values: ['line ine'] }], []],
    ['a tag', [{ Key: 'tag-key', Values: ['team'] }], ['list/b', 'list/c']],
    ["a tag's value", [{ Key: 'tag-value', Values: ['of list/c'] }], ['list/c']],
    [
      'what a secret is not',
      [
        { Key: 'name', Values: ['list/'] },
        { Key: 'tag-key', Values: ['!team'] },
      ],
      ['list/a'],
    ],
  ])('is filtered by %s', async (_case, Filters, expected) => {
    expect(await names({ Filters, SortBy: 'name', SortOrder: 'asc' })).toEqual(expected);
  });

  it('comes page by page', async () => {
    const pages: (string | undefined)[][] = [];
    for await (const { SecretList } of paginateListSecrets({ client: secrets, pageSize: 2 }, onlyList)) {
      pages.push(SecretList!.map(({ Name }) => Name));
    }

    expect(pages).toEqual([['list/b', 'list/a'], ['list/c']]);
  });

  it('holds stages and tags, and no value', async () => {
    const { SecretList } = await secrets.send(
      new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['list/c'] }] }),
    );

    expect(SecretList).toHaveLength(1);
    expect(SecretList![0]!.Tags).toEqual([{ Key: 'teams', Value: 'of list/c' }]);
    expect(Object.values(SecretList![0]!.SecretVersionsToStages!)).toEqual([['AWSCURRENT']]);
  });
});
