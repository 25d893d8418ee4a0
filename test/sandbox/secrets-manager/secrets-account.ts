import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  type CreateSecretCommandInput,
  type GetSecretValueCommandInput,
  type PutSecretValueCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { temporaryAccount } from '../temporary-account.ts';

export const DAY_MS = 24 * 3600 * 1000;

/** The account, whose time passes only when a test says so, and short words for what is asked of Secrets Manager. */
export async function openSecretsAccount() {
  let now = new Date('2026-11-20T12:00:00Z');
  const account = await temporaryAccount({ clock: { now: () => now } });
  const secrets = new SecretsManagerClient(account.client);
  return {
    account,
    secrets,
    now: () => now,
    pass: (milliseconds: number): void => {
      now = new Date(now.getTime() + milliseconds);
    },
    create: (Name: string, SecretString?: string, more: Partial<CreateSecretCommandInput> = {}) =>
      secrets.send(new CreateSecretCommand({ Name, SecretString, ...more })),
    put: (SecretId: string, SecretString?: string, more: Partial<PutSecretValueCommandInput> = {}) =>
      secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ...more })),
    get: (SecretId: string | undefined, more: Partial<GetSecretValueCommandInput> = {}) =>
      secrets.send(new GetSecretValueCommand({ SecretId, ...more })),
    close: () => account[Symbol.asyncDispose](),
  };
}
