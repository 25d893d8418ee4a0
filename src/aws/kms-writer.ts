import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  KMSClient,
  type KeySpec,
  ScheduleKeyDeletionCommand,
  SignCommand,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { wasThere } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { keyDescription } from './key-description.ts';
import type { AwsWriter } from './ports/ports.ts';
import { present } from './present.ts';

type KmsWriter = Pick<AwsWriter, 'createKey' | 'createAlias' | 'deleteAlias' | 'signDigest' | 'scheduleKeyDeletion'>;

export function kmsWriter(connection: Connection): KmsWriter {
  const kms = connectClient(KMSClient, connection, 'kms', 'write');
  const call = callOver(connection);

  return {
    async createKey({ keySpec, description, tags }) {
      const action = 'kms:CreateKey';
      const command = new CreateKeyCommand({
        KeySpec: keySpec as KeySpec,
        KeyUsage: 'SIGN_VERIFY',
        Description: description,
        Tags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      });
      const answer = await call({ action, repeat: 'refused' }, (options) => kms.send(command, options));
      return keyDescription(answer.KeyMetadata, [], action);
    },

    async createAlias(alias, keyId) {
      const command = new CreateAliasCommand({ AliasName: alias, TargetKeyId: keyId });
      await call({ action: 'kms:CreateAlias', repeat: 'refused' }, (options) => kms.send(command, options));
    },

    deleteAlias: (alias) =>
      wasThere(
        call({ action: 'kms:DeleteAlias', repeat: 'always' }, (options) =>
          kms.send(new DeleteAliasCommand({ AliasName: alias }), options),
        ),
      ),

    async signDigest(keyArn, digest, algorithm) {
      const action = 'kms:Sign';
      const command = new SignCommand({
        KeyId: keyArn,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: algorithm as SigningAlgorithmSpec,
      });
      const answer = await call({ action, resource: keyArn, repeat: 'always' }, (options) =>
        kms.send(command, options),
      );
      return Buffer.from(present(answer.Signature, 'Signature', action));
    },

    async scheduleKeyDeletion(keyArn, days) {
      const command = new ScheduleKeyDeletionCommand({ KeyId: keyArn, PendingWindowInDays: days });
      const action = 'kms:ScheduleKeyDeletion';
      const answer = await call({ action, resource: keyArn, repeat: 'refused' }, (options) =>
        kms.send(command, options),
      );
      return answer.DeletionDate;
    },
  };
}
