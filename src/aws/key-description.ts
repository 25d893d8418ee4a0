import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { KeyDescription } from './ports/ports.ts';
import { present } from './present.ts';

export const keyDescription = (
  metadata: KeyMetadata | undefined,
  aliases: readonly string[],
  action: string,
): KeyDescription => {
  const key = present(metadata, 'KeyMetadata', action);
  return {
    keyArn: present(key.Arn, 'Arn', action),
    keyId: present(key.KeyId, 'KeyId', action),
    keySpec: key.KeySpec ?? '',
    keyUsage: key.KeyUsage ?? '',
    keyState: key.KeyState ?? '',
    description: key.Description ?? '',
    aliases,
  };
};
