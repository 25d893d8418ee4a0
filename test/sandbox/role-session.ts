import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { randomUUID } from 'node:crypto';
import type { TemporaryAccount } from './temporary-account.ts';
import type { ClientConfig } from './temporary-sandbox.ts';

/** Clients of a new role that has this one policy. */
export async function roleSession(account: TemporaryAccount, ...statements: readonly object[]): Promise<ClientConfig> {
  const RoleName = `role-${randomUUID()}`;
  const iam = new IAMClient(account.client);
  const trust = { Effect: 'Allow', Principal: { AWS: account.account }, Action: 'sts:AssumeRole' };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
  const { Credentials: keys } = await new STSClient(account.client).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me' }),
  );
  const credentials = {
    accessKeyId: keys!.AccessKeyId!,
    secretAccessKey: keys!.SecretAccessKey!,
    sessionToken: keys!.SessionToken!,
  };
  return { ...account.client, credentials };
}
