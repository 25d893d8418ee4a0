import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetPublicKeyCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openKmsAccount } from './kms-account.ts';

const DAY_MS = 24 * 3600 * 1000;

const { kms, createKey, sign, verify, now, pass, close } = await openKmsAccount();
afterAll(close);

const stateOf = async (KeyId: string | undefined) => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  return [KeyMetadata?.KeyState, KeyMetadata?.Enabled, KeyMetadata?.DeletionDate];
};
const schedule = (KeyId: string | undefined, PendingWindowInDays?: number) =>
  kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }));

describe('a disabled key', () => {
  it('neither signs nor shows its public key until it is enabled', async () => {
    const { Arn, KeyId } = await createKey();
    const { Signature } = await sign(Arn);
    await kms.send(new DisableKeyCommand({ KeyId }));

    expect(await stateOf(KeyId)).toEqual(['Disabled', false, undefined]);
    const attempts = [sign(Arn), verify(Arn, Signature!), kms.send(new GetPublicKeyCommand({ KeyId }))];
    for (const failure of await Promise.all(attempts.map(failureOf))) {
      expect(failure.name).toBe('DisabledException');
      expect(failure.message).toBe(`${Arn} is disabled.`);
    }
    await kms.send(new EnableKeyCommand({ KeyId: Arn }));
    expect(await stateOf(KeyId)).toEqual(['Enabled', true, undefined]);
    expect(await verify(Arn, Signature!)).toMatchObject({ SignatureValid: true });
  });
});

describe('a key pending deletion', () => {
  it('is of no use', async () => {
    const { Arn, KeyId } = await createKey();
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/old', TargetKeyId: KeyId }));
    const { Signature } = await sign(Arn);
    const scheduled = await schedule(KeyId, 7);
    const end = new Date(now().getTime() + 7 * DAY_MS);

    expect(scheduled).toMatchObject({
      KeyId: Arn,
      DeletionDate: end,
      KeyState: 'PendingDeletion',
      PendingWindowInDays: 7,
    });
    expect(await stateOf('alias/old')).toEqual(['PendingDeletion', false, end]);
    const Tags = [{ TagKey: 'a', TagValue: 'b' }];
    const attempts = [
      sign(Arn),
      verify(Arn, Signature!),
      kms.send(new GetPublicKeyCommand({ KeyId })),
      kms.send(new EnableKeyCommand({ KeyId })),
      kms.send(new DisableKeyCommand({ KeyId })),
      schedule(KeyId),
      kms.send(new TagResourceCommand({ KeyId, Tags })),
      kms.send(new UntagResourceCommand({ KeyId, TagKeys: ['a'] })),
      kms.send(new CreateAliasCommand({ AliasName: 'alias/new', TargetKeyId: KeyId })),
      kms.send(new UpdateAliasCommand({ AliasName: 'alias/old', TargetKeyId: KeyId })),
    ];
    for (const failure of await Promise.all(attempts.map(failureOf))) {
      expect(failure.name).toBe('KMSInvalidStateException');
      expect(failure.message).toBe(`${Arn} is pending deletion.`);
    }
  });

  it('comes back disabled when the deletion is cancelled', async () => {
    const { Arn, KeyId } = await createKey();
    await schedule(KeyId);

    expect(await kms.send(new CancelKeyDeletionCommand({ KeyId }))).toMatchObject({ KeyId: Arn });
    expect(await stateOf(KeyId)).toEqual(['Disabled', false, undefined]);
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect((await sign(KeyId)).KeyId).toBe(Arn);
    expect((await failureOf(kms.send(new CancelKeyDeletionCommand({ KeyId })))).message).toBe(
      `${Arn} is not pending deletion.`,
    );
  });

  it('is gone after its 30 days, with its aliases, whose names are free again', async () => {
    const { Arn, KeyId } = await createKey();
    const { KeyId: next } = await createKey();
    const AliasName = 'alias/passing';
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
    const { DeletionDate, PendingWindowInDays } = await schedule(KeyId);
    expect([DeletionDate, PendingWindowInDays]).toEqual([new Date(now().getTime() + 30 * DAY_MS), 30]);

    pass(30 * DAY_MS - 1);
    expect((await stateOf(AliasName))[0]).toBe('PendingDeletion');
    pass(1);
    expect((await failureOf(stateOf(KeyId))).message).toBe(`Key '${Arn}' does not exist`);
    expect((await failureOf(stateOf(AliasName))).name).toBe('NotFoundException');
    const ids = (await kms.send(new ListKeysCommand({}))).Keys!.map((key) => key.KeyId);
    expect([ids.includes(KeyId), ids.includes(next)]).toEqual([false, true]);
    const names = async () => (await kms.send(new ListAliasesCommand({}))).Aliases!.map((one) => one.AliasName);
    expect(await names()).not.toContain(AliasName);
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: next }));
    expect(await names()).toContain(AliasName);
  });

  it.each([
    [6, 'greater than or equal to 7'],
    [31, 'less than or equal to 30'],
  ])('is not to be so in %i days', async (days, words) => {
    const { KeyId } = await createKey();
    const failure = await failureOf(schedule(KeyId, days));

    expect(failure.name).toBe('ValidationException');
    expect(failure.message).toContain(`'${days}' at 'pendingWindowInDays'`);
    expect(failure.message).toContain(words);
    expect((await stateOf(KeyId))[0]).toBe('Enabled');
  });
});
