import { allPages } from '../aws/pages.ts';
import type { AwsReader, PcaDescription } from '../aws/ports/ports.ts';
import { CertprovError, EXIT } from '../errors.ts';

export async function listAll(aws: AwsReader): Promise<PcaDescription[]> {
  const all = await allPages(aws.listCertificateAuthorities());
  return all.filter((ca) => ca.status !== 'DELETED');
}

/** For `--ca`: an ARN, an id or a common name. */
export const authorityByName = async (wanted: string, aws: AwsReader): Promise<PcaDescription> =>
  byName(wanted, await listAll(aws));

export function byName(wanted: string, authorities: readonly PcaDescription[]): PcaDescription {
  const matches = authorities.filter(
    (ca) => ca.arn === wanted || ca.arn.endsWith(`/${wanted}`) || ca.displayName === wanted,
  );
  if (matches.length === 1) return matches[0]!;
  const known = authorities.map((ca) => ca.displayName).join(', ') || 'none';
  throw new CertprovError(
    'AWS_NOT_FOUND',
    matches.length === 0
      ? `there is no Private CA ${wanted} here; there is: ${known}`
      : `${matches.length} Private CAs are called ${wanted}`,
    { fix: 'pass the ARN of the CA with --ca', exitCode: EXIT.usage },
  );
}
