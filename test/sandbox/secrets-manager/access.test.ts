import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, describe, expect, it } from 'vitest';
import { roleSession } from '../role-session.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { openSecretsAccount } from './secrets-account.ts';

const { account, create, close } = await openSecretsAccount();
afterAll(close);

const SECRETS = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';
const { ARN } = await create('ca/token', 'hunter2');
await create('ca/token-old', 'other');
await create('ca/token-of-six', 'other');

const sessionWith = async (...statements: readonly object[]): Promise<SecretsManagerClient> =>
  new SecretsManagerClient(await roleSession(account, ...statements));
const allow = (Resource: string | undefined, more: object = {}) => ({
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource,
  ...more,
});
const get = (client: SecretsManagerClient, SecretId: string | undefined) =>
  client.send(new GetSecretValueCommand({ SecretId }));

describe('a role that may read one secret', () => {
  it.each([
    ['its ARN', ARN],
    ['its name and six characters', `${SECRETS}ca/token-??????`],
  ])('named by %s reads it, by whatever name, and no other', async (_case, resource) => {
    const client = await sessionWith(allow(resource));

    for (const name of ['ca/token', ARN, `${SECRETS}ca/token`]) {
      expect((await get(client, name)).SecretString).toBe('hunter2');
    }
    for (const name of ['ca/token-old', 'ca/token-of-six', 'ca/none']) {
      const refused = await failureOf(get(client, name));
      expect(refused).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
      expect(refused.message).toContain(
        `secretsmanager:GetSecretValue on resource: ${name} because no identity-based policy`,
      );
    }
  });

  it('may neither change nor describe it', async () => {
    const client = await sessionWith(allow(ARN));
    const attempts = [
      client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'x' })),
      client.send(new DescribeSecretCommand({ SecretId: ARN })),
    ];

    for (const refused of await Promise.all(attempts.map(failureOf))) {
      expect(refused.name).toBe('AccessDeniedException');
    }
  });

  it('reads nothing without that permission', async () => {
    const client = await sessionWith(allow(ARN, { Action: 'secretsmanager:DescribeSecret' }));

    expect((await failureOf(get(client, 'ca/token'))).name).toBe('AccessDeniedException');
  });
});

describe('a condition', () => {
  it('on the Region holds or does not', async () => {
    const inRegion = (region: string) => allow(ARN, { Condition: { StringEquals: { 'aws:RequestedRegion': region } } });

    expect((await get(await sessionWith(inRegion('us-east-1')), ARN)).SecretString).toBe('hunter2');
    expect((await failureOf(get(await sessionWith(inRegion('eu-west-1')), ARN))).name).toBe('AccessDeniedException');
  });
});

describe('a role that may create secrets of one name', () => {
  it('creates it, and no other', async () => {
    const client = await sessionWith(allow(`${SECRETS}mine/*`, { Action: 'secretsmanager:CreateSecret' }));
    const make = (Name: string) => client.send(new CreateSecretCommand({ Name, SecretString: 'x' }));

    expect((await make('mine/a')).Name).toBe('mine/a');
    expect((await failureOf(make('yours/a'))).name).toBe('AccessDeniedException');
  });
});
