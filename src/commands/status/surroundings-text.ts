import { closedSubnets, known, waysOut, type Way } from '../../checks/network-facts.ts';
import { signerKind } from '../../deployment/deployed-signer.ts';
import { calledBy } from '../../steps/inspect-network.ts';
import type { ProviderStatus } from './signing-status.ts';

const LEADS: Readonly<Record<Exclude<Way, 'unknown' | 'none'>, string>> = {
  endpoint: 'an endpoint of the VPC',
  'nat-gateway': 'a NAT gateway',
};

/** Subnets and VPC, and how the signer gets from there to the service of AWS that it calls; undefined: not looked at. */
function networkText({
  function: lambda,
  surroundings: { network },
}: ProviderStatus): { readonly text: string; readonly isWhole: boolean } | undefined {
  if (!lambda?.vpc || !network) return undefined;
  const { subnetIds } = lambda.vpc;
  const service = calledBy({ kind: signerKind(lambda.environment) });
  const ways = waysOut(lambda.vpc, network, service);
  const vpcId = known(network.subnets)?.[0]?.vpcId;
  const where = `${subnetIds.join(', ')}${vpcId === undefined ? '' : ` of ${vpcId}`}`;
  const leads = [...new Set(ways.map(([, way]) => way))];
  const isWhole = !leads.includes('unknown') && !leads.includes('none');
  const by = leads.flatMap((way) => (way === 'unknown' || way === 'none' ? [] : [LEADS[way]]));
  const how = isWhole ? `to ${service.name} by ${by.join(' and ')}` : `what leads to ${service.name} could not be told`;
  return { text: `network       ${where} · ${how}`, isWhole };
}

export function goodSurroundings(
  status: ProviderStatus | undefined,
  has: (...codes: readonly string[]) => boolean,
): string[] {
  if (!status) return [];
  const network = networkText(status);
  const { logGroup } = status.surroundings;
  const lines: string[] = [];
  if (network?.isWhole && !has('VPC_MISSING', 'VPC_NO_WAY_OUT')) lines.push(network.text);
  if (logGroup?.found && logGroup.found.retentionDays === logGroup.days) {
    const { logGroupName, retentionDays, kmsKeyArn } = logGroup.found;
    const days = `${retentionDays} ${retentionDays === 1 ? 'day' : 'days'}`;
    lines.push(`log group     ${logGroupName} · ${days}${kmsKeyArn === undefined ? '' : ` · under ${kmsKeyArn}`}`);
  }
  return lines;
}

/** Something leads out, to where nobody here can see. */
export function openSurroundings(status: ProviderStatus | undefined): string[] {
  const network = status && networkText(status);
  const facts = status?.surroundings.network;
  if (!status?.function?.vpc || !network || !facts || network.isWhole) return [];
  const service = calledBy({ kind: signerKind(status.function.environment) });
  // Said as a finding.
  return closedSubnets(waysOut(status.function.vpc, facts, service), facts).length > 0 ? [] : [network.text];
}
