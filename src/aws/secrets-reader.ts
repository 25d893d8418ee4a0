import {
  DescribeSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
  type Tag,
} from '@aws-sdk/client-secrets-manager';
import { orUndefined } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { pages } from './pages.ts';
import type { AwsReader, SecretDescription } from './ports/ports.ts';
import { listed, present } from './present.ts';

type SecretsReader = Pick<AwsReader, 'listSecrets' | 'describeSecret'>;

/** Names, tags and dates. GetSecretValue is not among its commands: certprov never reads a secret. */
export function secretsReader(connection: Connection): SecretsReader {
  const secrets = connectClient(SecretsManagerClient, connection, 'secrets-manager', 'read');
  const call = callOver(connection);

  return {
    listSecrets: (prefix) => {
      const action = 'secretsmanager:ListSecrets';
      return pages(action, async (NextToken) => {
        const command = new ListSecretsCommand({ NextToken, Filters: [{ Key: 'name', Values: [prefix] }] });
        const answer = await call({ action, repeat: 'always' }, (options) => secrets.send(command, options));
        // The filter matches without regard to case, and AWS may lag behind a deletion.
        const items = listed(answer.SecretList, answer, 'SecretList', action)
          .map((entry) => secretDescription(entry, action))
          .filter(({ secretName, deletedDate }) => secretName.startsWith(prefix) && deletedDate === undefined);
        return { items, next: answer.NextToken };
      });
    },

    async describeSecret(name) {
      const action = 'secretsmanager:DescribeSecret';
      const answer = await orUndefined(
        call({ action, resource: name, repeat: 'always' }, (options) =>
          secrets.send(new DescribeSecretCommand({ SecretId: name }), options),
        ),
      );
      if (!answer) return undefined;
      const versions = Object.entries(answer.VersionIdsToStages ?? {});
      const [versionId] = versions.find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
      return { ...secretDescription(answer, action), versionId };
    },
  };
}

interface SecretEntry {
  readonly Name?: string | undefined;
  readonly ARN?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly DeletedDate?: Date | undefined;
  readonly KmsKeyId?: string | undefined;
}

const secretDescription = (
  { Name, ARN, Tags = [], DeletedDate, KmsKeyId }: SecretEntry,
  action: string,
): SecretDescription => ({
  secretName: present(Name, 'Name', action),
  secretArn: present(ARN, 'ARN', action),
  tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  deletedDate: DeletedDate,
  ...(KmsKeyId ? { kmsKeyId: KmsKeyId } : {}),
});
