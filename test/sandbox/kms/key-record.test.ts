import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ListKeysCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAccount, resetAccount } from '../../../src/sandbox/start-account.ts';
import { openKmsAccount } from './kms-account.ts';

let opened: Awaited<ReturnType<typeof openKmsAccount>>;
beforeEach(async () => {
  opened = await openKmsAccount();
});
afterEach(() => opened.close());

/** As the account holds them on disk. */
const storedKeys = (): Promise<readonly string[]> =>
  opened.account.store.read((state) =>
    Object.values(state.regions).flatMap(({ kms }) => Object.values(kms.keys).map(({ privateKey }) => privateKey)),
  );

describe('the snapshot', () => {
  it('shows a new key, and not what it signs with', async () => {
    const { account, createKey } = opened;
    const before = await account.snapshot();
    await createKey();
    const [first] = await storedKeys();
    const after = await account.snapshot();

    expect(after).not.toEqual(before);
    expect(first!.length).toBeGreaterThan(100);
    expect(JSON.stringify(after)).not.toContain(first);
  });

  it('differs when the key under the same name is another one', async () => {
    const { account, createKey } = opened;
    const { KeyId } = await createKey();
    const before = await account.snapshot();
    await account.store.change((state) => {
      const key = state.regions['us-east-1']!.kms.keys[KeyId!]!;
      key.privateKey = `${key.privateKey.slice(0, -4)}AAAA`;
    });

    expect(await account.snapshot()).not.toEqual(before);
  });

  it('is as before when what was done is taken back, and when keys are only used', async () => {
    const { account, kms, createKey, sign, verify, pass } = opened;
    const { KeyId } = await createKey();
    const { KeyId: other } = await createKey();
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/kept', TargetKeyId: KeyId }));
    const before = await account.snapshot();
    pass(1000);
    const { Signature } = await sign('alias/kept');
    await verify(KeyId, Signature!);
    await kms.send(new DisableKeyCommand({ KeyId }));
    await kms.send(new EnableKeyCommand({ KeyId }));
    await kms.send(new UpdateAliasCommand({ AliasName: 'alias/kept', TargetKeyId: other }));
    expect(await account.snapshot()).not.toEqual(before);
    await kms.send(new UpdateAliasCommand({ AliasName: 'alias/kept', TargetKeyId: KeyId }));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/made', TargetKeyId: KeyId }));
    await kms.send(new DeleteAliasCommand({ AliasName: 'alias/made' }));

    expect(await account.snapshot()).toEqual(before);
  });
});

describe('the description of the account', () => {
  it('names keys when there are any', async () => {
    const { account, kms, createKey, now } = opened;
    const { folder } = account;
    expect((await describeAccount(folder)).text).not.toContain('Signing keys');
    const { KeyId, Arn } = await createKey('ECC_NIST_P384');
    const { KeyId: unnamed } = await createKey();
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/signer', TargetKeyId: KeyId }));
    await kms.send(new DisableKeyCommand({ KeyId: unnamed }));
    const { text, holds } = await describeAccount(folder, now());

    expect(text).toMatch(/\nSigning keys:\n {2}.+\n {2}.+$/);
    expect(text).toContain('  alias/signer (ECC_NIST_P384, Enabled)');
    expect(text).toContain(`  ${unnamed} (ECC_NIST_P256, Disabled)`);
    expect(holds.signingKeys).toContainEqual({
      name: 'alias/signer',
      keySpec: 'ECC_NIST_P384',
      status: 'Enabled',
      arn: Arn,
    });
    for (const secret of await storedKeys()) expect(JSON.stringify({ text, holds })).not.toContain(secret);
  });
});

describe('sandbox reset', () => {
  it('leaves no key', async () => {
    const { account, kms, createKey } = opened;
    await createKey();
    await resetAccount(account.folder);

    expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([]);
  });
});

describe('the list of requests', () => {
  it('counts signatures as what changes nothing, and holds neither message nor signature', async () => {
    const { account, createKey, sign, verify } = opened;
    const { KeyId } = await createKey();
    const Message = Buffer.from('do not write this down');
    const { Signature } = await sign(KeyId, { Message });
    await verify(KeyId, Signature!, { Message });
    const requests = account.requests().filter(({ service }) => service === 'kms');

    expect(requests.map(({ operation, kind, mutating }) => [operation, kind, mutating])).toEqual([
      ['CreateKey', 'write', true],
      ['Sign', 'read', false],
      ['Verify', 'read', false],
    ]);
    for (const bytes of [Message, Buffer.from(Signature!)]) {
      expect(JSON.stringify(requests)).not.toContain(bytes.toString('base64'));
    }
  });
});
