import type { ExternalConfig } from '../../authority/authority.ts';
import type { AwsReader } from '../../aws/ports/ports.ts';
import type { ExternalResources } from '../../deployment/deployed-signer.ts';

/** Lets a caller do without what cannot be read: null. */
export type Optional = <T>(what: string, read: Promise<T>) => Promise<T | null>;

const required: Optional = (_what, read) => read;

/** What AWS holds for a signer of an own or external CA, as it is now. */
export async function readExternalResources(
  config: ExternalConfig,
  aws: Pick<AwsReader, 'describeKey' | 'describeSecret'>,
  optional: Optional = required,
): Promise<ExternalResources> {
  if (config.kind === 'kms') {
    const { keyArn } = config;
    return { key: { keyArn, found: await optional('the KMS key of the CA', aws.describeKey(keyArn)) } };
  }
  const { secretName } = config;
  return { secret: { secretName, found: await optional('the secret of the signer', aws.describeSecret(secretName)) } };
}
