import {
  type AliasListEntry,
  DescribeKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { isAccessDenied } from '../errors.ts';
import { orUndefined } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { keyDescription } from './key-description.ts';
import { allPages, pages } from './pages.ts';
import type { AwsReader, KeyDescription } from './ports/ports.ts';
import { listed, present } from './present.ts';

type KmsReader = Pick<AwsReader, 'listSigningKeys' | 'describeKey' | 'keyTags' | 'publicKeyOf'>;

export function kmsReader(connection: Connection): KmsReader {
  const kms = connectClient(KMSClient, connection, 'kms', 'read');
  const call = callOver(connection);

  async function describe(key: string, aliases: readonly string[]): Promise<KeyDescription | undefined> {
    const action = 'kms:DescribeKey';
    const answer = await orUndefined(
      call({ action, resource: key, repeat: 'always' }, (options) =>
        kms.send(new DescribeKeyCommand({ KeyId: key }), options),
      ),
    );
    return answer && keyDescription(answer.KeyMetadata, aliases, action);
  }

  const keyIds = () =>
    pages('kms:ListKeys', async (Marker) => {
      const answer = await call({ action: 'kms:ListKeys', repeat: 'always' }, (options) =>
        kms.send(new ListKeysCommand({ Marker }), options),
      );
      return {
        items: listed(answer.Keys, answer, 'Keys', 'kms:ListKeys'),
        next: answer.Truncated ? answer.NextMarker : undefined,
      };
    });

  async function aliasesById(): Promise<ReadonlyMap<string, readonly string[]>> {
    const all = await allPages<AliasListEntry>(
      pages('kms:ListAliases', async (Marker) => {
        const answer = await call({ action: 'kms:ListAliases', repeat: 'always' }, (options) =>
          kms.send(new ListAliasesCommand({ Marker }), options),
        );
        return {
          items: listed(answer.Aliases, answer, 'Aliases', 'kms:ListAliases'),
          next: answer.Truncated ? answer.NextMarker : undefined,
        };
      }),
    );
    const byId = new Map<string, string[]>();
    for (const { TargetKeyId, AliasName } of all) {
      if (TargetKeyId !== undefined && AliasName !== undefined)
        byId.set(TargetKeyId, [...(byId.get(TargetKeyId) ?? []), AliasName]);
    }
    return byId;
  }

  return {
    async *listSigningKeys() {
      const aliases = await aliasesById();
      for await (const page of keyIds()) {
        const described = await Promise.all(
          page.map(({ KeyId = '' }) => describeIfAllowed(describe(KeyId, aliases.get(KeyId) ?? []))),
        );
        yield described.filter((key) => key?.keyUsage === 'SIGN_VERIFY').map((key) => key!);
      }
    },

    describeKey: (key) => describe(key, key.startsWith('alias/') ? [key] : []),

    async keyTags(keyArn) {
      const action = 'kms:ListResourceTags';
      const answer = await call({ action, resource: keyArn, repeat: 'always' }, (options) =>
        kms.send(new ListResourceTagsCommand({ KeyId: keyArn }), options),
      );
      return Object.fromEntries((answer.Tags ?? []).map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
    },

    async publicKeyOf(keyArn) {
      const action = 'kms:GetPublicKey';
      const answer = await call({ action, resource: keyArn, repeat: 'always' }, (options) =>
        kms.send(new GetPublicKeyCommand({ KeyId: keyArn }), options),
      );
      return Buffer.from(present(answer.PublicKey, 'PublicKey', action));
    },
  };
}

/**
 * Each key has a policy of its own. One that the caller may not describe could not be linked either, and is left out.
 */
async function describeIfAllowed(described: Promise<KeyDescription | undefined>): Promise<KeyDescription | undefined> {
  try {
    return await described;
  } catch (error) {
    if (isAccessDenied(error)) return undefined;
    throw error;
  }
}
