import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  type DeleteSecretCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { DAY_MS, openSecretsAccount } from './secrets-account.ts';

const { secrets, create, put, get, now, pass, close } = await openSecretsAccount();
afterAll(close);

const remove = (SecretId: string | undefined, more: Partial<DeleteSecretCommandInput> = {}) =>
  secrets.send(new DeleteSecretCommand({ SecretId, ...more }));
const describedDate = async (SecretId: string) =>
  (await secrets.send(new DescribeSecretCommand({ SecretId }))).DeletedDate;

describe('a secret marked for deletion', () => {
  it('gives its value to nobody, and its name neither', async () => {
    const { ARN } = await create('marked', 'x');
    const end = new Date(now().getTime() + 30 * DAY_MS);
    expect(await remove('marked')).toMatchObject({ ARN, Name: 'marked', DeletionDate: end });
    const attempts = [
      get('marked'),
      get(ARN),
      put('marked', 'y'),
      secrets.send(new UpdateSecretCommand({ SecretId: 'marked', Description: 'y' })),
      secrets.send(new TagResourceCommand({ SecretId: 'marked', Tags: [{ Key: 'a', Value: 'b' }] })),
      secrets.send(new UntagResourceCommand({ SecretId: 'marked', TagKeys: ['a'] })),
      secrets.send(new GetResourcePolicyCommand({ SecretId: 'marked' })),
    ];

    for (const refused of await Promise.all(attempts.map(failureOf))) {
      expect(refused.name).toBe('InvalidRequestException');
      expect(refused.message).toBe(
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    }
    const created = await failureOf(create('marked', 'y'));
    expect(created.name).toBe('InvalidRequestException');
    expect(created.message).toBe(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
    expect((await failureOf(remove('marked'))).message).toContain('already scheduled for deletion');
    expect(await describedDate('marked')).toEqual(end);
  });

  it('is listed only when asked for', async () => {
    await create('listed', 'x');
    await remove('listed');
    const names = async (IncludePlannedDeletion?: boolean) =>
      (await secrets.send(new ListSecretsCommand({ IncludePlannedDeletion }))).SecretList!.map(({ Name }) => Name);

    expect(await names()).not.toContain('listed');
    expect(await names(true)).toContain('listed');
  });

  it('is restored as it was', async () => {
    const { ARN, VersionId } = await create('restored', 'x');
    await remove(ARN, { RecoveryWindowInDays: 7 });
    pass(7 * DAY_MS - 1);

    expect(await secrets.send(new RestoreSecretCommand({ SecretId: 'restored' }))).toMatchObject({ ARN });
    expect(await get('restored')).toMatchObject({ ARN, VersionId, SecretString: 'x' });
    expect(await describedDate('restored')).toBeUndefined();
  });

  it('is gone when its window is over, and the name is free', async () => {
    const { ARN } = await create('gone', 'x');
    await remove('gone', { RecoveryWindowInDays: 7 });
    pass(7 * DAY_MS);

    for (const attempt of [describedDate('gone'), secrets.send(new RestoreSecretCommand({ SecretId: ARN }))]) {
      expect((await failureOf(attempt)).name).toBe('ResourceNotFoundException');
    }
    expect((await create('gone', 'y')).ARN).not.toBe(ARN);
    expect((await get('gone')).SecretString).toBe('y');
  });
});

describe('a forced deletion', () => {
  it('leaves nothing, at once', async () => {
    const { ARN } = await create('forced', 'x');
    const { DeletionDate } = await remove('forced', { ForceDeleteWithoutRecovery: true });

    expect(DeletionDate).toEqual(now());
    expect((await failureOf(get(ARN))).name).toBe('ResourceNotFoundException');
    expect((await create('forced', 'y')).Name).toBe('forced');
  });

  it('works on a secret that is marked already, and on none', async () => {
    await create('marked-before', 'x');
    await remove('marked-before');
    await remove('marked-before', { ForceDeleteWithoutRecovery: true });

    expect((await failureOf(describedDate('marked-before'))).name).toBe('ResourceNotFoundException');
    expect(await remove('never-there', { ForceDeleteWithoutRecovery: true })).toMatchObject({ Name: 'never-there' });
  });
});

describe('a deletion', () => {
  it.each<[string, Partial<DeleteSecretCommandInput>, RegExp]>([
    ['6 days', { RecoveryWindowInDays: 6 }, /between 7 and 30 days/],
    ['31 days', { RecoveryWindowInDays: 31 }, /between 7 and 30 days/],
    ['a window that is also none', { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }, /in conjunction/],
  ])('is refused with %s', async (_case, more, message) => {
    await create('kept', 'x').catch(() => undefined);
    const refused = await failureOf(remove('kept', more));

    expect(refused.name).toBe('InvalidParameterException');
    expect(refused.message).toMatch(message);
    expect((await get('kept')).SecretString).toBe('x');
  });

  it('of what is not there is refused', async () => {
    expect((await failureOf(remove('never-there'))).message).toBe("Secrets Manager can't find the specified secret.");
  });
});
