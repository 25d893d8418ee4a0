import { DeleteSecretCommand, DescribeSecretCommand, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openSecretsAccount } from './secrets-account.ts';

const { secrets, create, put, get, now, pass, close } = await openSecretsAccount();
afterAll(close);

const stagesOf = async (SecretId: string) =>
  (await secrets.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

describe('a new secret', () => {
  it('is read by name, ARN and ARN without the six characters of chance', async () => {
    const { ARN, VersionId } = await create('iot/ca-token', 'hunter2');

    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:iot\/ca-token-[A-Za-z0-9]{6}$/);
    for (const name of ['iot/ca-token', ARN, ARN!.slice(0, -7)]) {
      expect(await get(name)).toMatchObject({
        ARN,
        Name: 'iot/ca-token',
        VersionId,
        SecretString: 'hunter2',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: now(),
      });
    }
    for (const name of ['iot/ca', `${ARN}x`, ARN!.slice(0, -1)]) {
      expect((await failureOf(get(name))).name).toBe('ResourceNotFoundException');
    }
  });

  it('holds bytes as they came', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, octet) => octet);
    await create('binary', undefined, { SecretBinary: bytes });
    const { SecretBinary, SecretString } = await get('binary');

    expect(Buffer.from(SecretBinary!).equals(bytes)).toBe(true);
    expect(SecretString).toBeUndefined();
  });

  it('holds 65,536 bytes', async () => {
    await create('large', 'ü'.repeat(32_768));

    expect((await get('large')).SecretString).toBe('ü'.repeat(32_768));
  });

  it('may have no value yet', async () => {
    const { VersionId } = await create('empty');
    const refused = await failureOf(get('empty'));

    expect(VersionId).toBeUndefined();
    expect(await stagesOf('empty')).toBeUndefined();
    expect(refused.name).toBe('ResourceNotFoundException');
    expect(refused.message).toBe("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
  });

  it('has another ARN than one of the same name before it', async () => {
    const arns = new Set<string | undefined>();
    for (let round = 0; round < 3; round++) {
      arns.add((await create('again', 'x')).ARN);
      await secrets.send(new DeleteSecretCommand({ SecretId: 'again', ForceDeleteWithoutRecovery: true }));
    }

    expect(arns.size).toBe(3);
  });
});

describe('versions', () => {
  it('move the label to the newest, and another to the one before', async () => {
    const { VersionId: first } = await create('rotated', 'one');
    pass(1000);
    const second = await put('rotated', 'two');
    expect(second.VersionStages).toEqual(['AWSCURRENT']);
    expect(await stagesOf('rotated')).toEqual({ [first!]: ['AWSPREVIOUS'], [second.VersionId!]: ['AWSCURRENT'] });
    const { VersionId: third } = await put('rotated', 'three');

    expect(await stagesOf('rotated')).toEqual({ [second.VersionId!]: ['AWSPREVIOUS'], [third!]: ['AWSCURRENT'] });
    expect((await get('rotated')).SecretString).toBe('three');
    expect((await get('rotated', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
    expect((await get('rotated', { VersionId: first })).SecretString).toBe('one');
    expect((await get('rotated', { VersionId: second.VersionId })).CreatedDate).toEqual(now());
  });

  it('take labels of their own, which leave the current one alone', async () => {
    const { VersionId: first } = await create('labelled', 'one');
    const { VersionId: second } = await put('labelled', 'two', { VersionStages: ['AWSPENDING', 'blue'] });
    expect((await get('labelled')).SecretString).toBe('one');
    const { VersionId: third } = await put('labelled', 'three', { VersionStages: ['blue'] });

    expect(await stagesOf('labelled')).toEqual({
      [first!]: ['AWSCURRENT'],
      [second!]: ['AWSPENDING'],
      [third!]: ['blue'],
    });
    expect((await get('labelled', { VersionStage: 'blue' })).SecretString).toBe('three');
  });

  it('begin with a current one, whatever its label', async () => {
    await create('later');
    const { VersionStages } = await put('later', 'one', { VersionStages: ['blue'] });

    expect(VersionStages!.toSorted()).toEqual(['AWSCURRENT', 'blue']);
    expect((await get('later')).SecretString).toBe('one');
  });

  it('come with UpdateSecret as well, or only a description', async () => {
    const { ARN } = await create('updated', 'one', { Description: 'old' });
    const { VersionId } = await secrets.send(new UpdateSecretCommand({ SecretId: ARN, SecretString: 'two' }));
    expect(await get('updated')).toMatchObject({ VersionId, SecretString: 'two' });
    pass(1000);
    const described = await secrets.send(new UpdateSecretCommand({ SecretId: 'updated', Description: 'new' }));

    expect(described).toMatchObject({ ARN, Name: 'updated' });
    expect(described.VersionId).toBeUndefined();
    expect((await get('updated')).VersionId).toBe(VersionId);
    expect(await secrets.send(new DescribeSecretCommand({ SecretId: 'updated' }))).toMatchObject({
      Description: 'new',
      LastChangedDate: now(),
    });
  });
});

describe('a request that is sent again', () => {
  const token = randomUUID();

  it('creates one secret', async () => {
    const first = await create('once', 'one', { ClientRequestToken: token });
    const second = await create('once', 'one', { ClientRequestToken: token });

    expect(first.VersionId).toBe(token);
    expect([second.ARN, second.VersionId]).toEqual([first.ARN, token]);
  });

  it('puts one version, and never changes it', async () => {
    const ClientRequestToken = randomUUID();
    const { ARN } = await create('put-once', 'one');
    await put('put-once', 'two', { ClientRequestToken });
    await put('put-once', 'three');
    const again = await put('put-once', 'two', { ClientRequestToken });

    expect(again).toMatchObject({ VersionId: ClientRequestToken, VersionStages: ['AWSPREVIOUS'] });
    expect((await get('put-once')).SecretString).toBe('three');
    for (const attempt of [
      () => put('put-once', 'other', { ClientRequestToken }),
      () => put('put-once', undefined, { ClientRequestToken, SecretBinary: Buffer.from('two') }),
      () => secrets.send(new UpdateSecretCommand({ SecretId: 'put-once', SecretString: 'other', ClientRequestToken })),
    ]) {
      const refused = await failureOf(attempt());
      expect(refused.name).toBe('ResourceExistsException');
      expect(refused.message).toBe(
        `You can't use ClientRequestToken ${ClientRequestToken} because that value is already in use for a version of secret ${ARN}.`,
      );
    }
  });

  it('is another request when the value or the token is another one', async () => {
    expect((await failureOf(create('once', 'two', { ClientRequestToken: token }))).message).toContain(
      `You can't use ClientRequestToken ${token}`,
    );
    const refused = await failureOf(create('once', 'one'));
    expect(refused.name).toBe('ResourceExistsException');
    expect(refused.message).toBe('The operation failed because the secret once already exists.');
  });
});
