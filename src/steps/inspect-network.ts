import type { AuthorityConfig } from '../authority/authority.ts';
import type { AwsReader, VpcAttachment } from '../aws/ports/ports.ts';
import type { CalledService, Looked, NetworkFacts } from '../checks/network-facts.ts';
import { CertprovError } from '../errors.ts';

/** Somebody who may not look can go on: what was not read is said, and never taken for good. */
export async function inspectNetwork(
  vpc: VpcAttachment | undefined,
  aws: AwsReader,
): Promise<NetworkFacts | undefined> {
  if (vpc === undefined) return undefined;
  const [subnets, securityGroups] = await Promise.all([
    looked(againIfFewer(vpc.subnetIds.length, () => aws.listSubnets(vpc.subnetIds))),
    looked(againIfFewer(vpc.securityGroupIds.length, () => aws.listSecurityGroups(vpc.securityGroupIds))),
  ]);
  const [first] = 'known' in subnets ? subnets.known : [];
  const vpcId = first?.vpcId;
  if (vpcId === undefined) return { subnets, securityGroups, routeTables: undefined, endpoints: undefined };
  const [routeTables, endpoints] = await Promise.all([
    looked(againIfFewer(1, () => aws.routeTablesOf(vpcId))),
    looked(againIfFewer(1, () => aws.vpcEndpointsOf(vpcId))),
  ]);
  return { subnets, securityGroups, routeTables, endpoints };
}

/** EC2 is eventually consistent: what one answer lacks may be there. */
async function againIfFewer<T>(expected: number, list: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const found = await list();
  return found.length < expected ? list() : found;
}

async function looked<T>(reading: Promise<T>): Promise<Looked<T>> {
  try {
    return { known: await reading };
  } catch (error) {
    if (error instanceof CertprovError && error.code === 'AWS_ACCESS_DENIED') return { unread: error.message };
    throw error;
  }
}

/** What of AWS the signer calls at every signing, or when it starts; a CA's own server may be anywhere. */
export function calledBy({ kind }: Pick<AuthorityConfig, 'kind'>): CalledService {
  switch (kind) {
    case 'acm-pca':
      return { name: 'AWS Private CA', endpoint: 'acm-pca' };
    case 'kms':
      return { name: 'AWS KMS', endpoint: 'kms' };
    default:
      return { name: 'AWS Secrets Manager', endpoint: 'secretsmanager' };
  }
}
