import type { AccountPlace } from '../aws/arn.ts';
import type { AwsReader, SecretDescription } from '../aws/ports/ports.ts';
import type { LandingZone } from '../deployment/landing-zone.ts';

/** For a resource to be created: encrypted with the key that was asked for, or with AWS's own. */
export const underKeyOf = ({ encryptionKeyArn }: LandingZone) =>
  encryptionKeyArn === undefined ? {} : { kmsKeyArn: encryptionKeyArn };

interface Wanted {
  readonly landing: LandingZone;
  readonly place: AccountPlace;
}

/**
 * ARN of the key that the signer's secret is, or will be, under; undefined for AWS's own. Of a secret that somebody
 * brought, AWS tells the key as it was named: by ARN, id or alias.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
export async function keyOfSecret(
  { landing, place }: Wanted,
  secret: SecretDescription | undefined,
  aws: Pick<AwsReader, 'describeKey'>,
): Promise<string | undefined> {
  if (!secret) return landing.encryptionKeyArn;
  const { kmsKeyId } = secret;
  if (kmsKeyId === undefined || kmsKeyId.endsWith('alias/aws/secretsmanager')) return undefined;
  if (/^arn:[^:]+:kms:.*:key\//.test(kmsKeyId)) return kmsKeyId;
  if (/^[\w-]+$/.test(kmsKeyId)) return `arn:${place.partition}:kms:${place.region}:${place.account}:key/${kmsKeyId}`;
  return (await aws.describeKey(kmsKeyId))?.keyArn;
}
