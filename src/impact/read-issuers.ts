import type { AwsReader } from '../aws/ports/ports.ts';
import type { IssuerGroup, IssuerSample } from '../checks/impact/fleet-facts.ts';
import { parseCertificate, type Certificate } from '../csr/certificate.ts';
import { CertprovError } from '../errors.ts';
import { eachBounded } from './each-bounded.ts';
import type { FleetTools } from './fleet-tools.ts';

export type IssuerSource = Pick<AwsReader, 'newestCertificates' | 'describeCertificate'>;

/** Who issued the newest certificates of the registry. */
export async function readIssuers(
  most: number,
  { aws, notes, bounded }: FleetTools<IssuerSource>,
): Promise<IssuerSample> {
  const { certificateIds, hasMore } = await aws.newestCertificates();
  const ids = certificateIds.slice(0, most);
  const { results, error } = await eachBounded(
    ids,
    (id) => aws.describeCertificate(id),
    bounded('certificates', ids.length),
  );
  if (error !== undefined) notes.refused('who issued certificates of the registry', error);
  // A certificate that was deleted in between is no longer in the registry.
  const found = results.filter((certificate) => certificate !== undefined);
  const parsed = found.map(({ certificatePem }) => parsedOrNothing(certificatePem));
  const readable = parsed.filter((certificate) => certificate !== undefined);
  return {
    read: found.length,
    unreadable: found.length - readable.length,
    hasMore: hasMore || results.length < certificateIds.length,
    groups: groupsOf(readable),
  };
}

function parsedOrNothing(pem: string): Certificate | undefined {
  try {
    return parseCertificate(pem);
  } catch (error) {
    if (error instanceof CertprovError) return undefined;
    throw error;
  }
}

function groupsOf(certificates: readonly Certificate[]): readonly IssuerGroup[] {
  const groups = new Map<string, IssuerGroup>();
  for (const { issuer, notAfter } of certificates) {
    const before = groups.get(issuer.text);
    groups.set(issuer.text, {
      issuer: issuer.text,
      isAmazon: isAmazonName(issuer),
      count: (before?.count ?? 0) + 1,
      firstEnd: before && before.firstEnd < notAfter ? before.firstEnd : notAfter,
      lastEnd: before && before.lastEnd > notAfter ? before.lastEnd : notAfter,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
}

/** One OU with the whole name in it is what AWS IoT's certificates have for an issuer. */
const AMAZON_OU = 'Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US';

const isAmazonName = ({ rdns }: Certificate['issuer']): boolean =>
  rdns.flat().some(({ shortName, value }) => shortName === 'OU' && value === AMAZON_OU);
