import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { wasThere } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import type { AwsWriter } from './ports/ports.ts';
import { present } from './present.ts';

type SecretsWriter = Pick<AwsWriter, 'createSecret' | 'putSecretValue' | 'deleteSecret'>;

export function secretsWriter(connection: Connection): SecretsWriter {
  const secrets = connectClient(SecretsManagerClient, connection, 'secrets-manager', 'write');
  const call = callOver(connection);

  return {
    async createSecret({ secretName, description, value, tags, kmsKeyArn }) {
      const action = 'secretsmanager:CreateSecret';
      const command = new CreateSecretCommand({
        Name: secretName,
        Description: description,
        SecretString: value,
        KmsKeyId: kmsKeyArn,
        // A repeat sends the same token, so AWS treats it as the same request.
        ClientRequestToken: randomUUID(),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      const answer = await call({ action, repeat: 'always' }, (options) => secrets.send(command, options));
      return { secretArn: present(answer.ARN, 'ARN', action) };
    },

    async putSecretValue(secretName, value) {
      const command = new PutSecretValueCommand({
        SecretId: secretName,
        SecretString: value,
        ClientRequestToken: randomUUID(),
      });
      await call({ action: 'secretsmanager:PutSecretValue', resource: secretName, repeat: 'always' }, (options) =>
        secrets.send(command, options),
      );
    },

    deleteSecret: (secretName, recoveryDays) =>
      wasThere(
        call({ action: 'secretsmanager:DeleteSecret', resource: secretName, repeat: 'always' }, (options) =>
          secrets.send(
            new DeleteSecretCommand({
              SecretId: secretName,
              ...(recoveryDays === undefined
                ? { ForceDeleteWithoutRecovery: true }
                : { RecoveryWindowInDays: recoveryDays }),
            }),
            options,
          ),
        ),
      ),
  };
}
