import type { VpcAttachment } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/**
 * What a private network asks for, and what nobody notices before a device waits.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
 */
export function checkVpcAttachment(vpc: VpcAttachment | undefined, service: string | undefined): Finding[] {
  if (!vpc) return [];
  const findings: Finding[] = [];
  if (vpc.subnetIds.length === 1) {
    findings.push({
      code: 'VPC_ONE_SUBNET',
      severity: 'warning',
      summary: 'the function is in one subnet: when its Availability Zone fails, nobody signs',
      fix: 'name a subnet of a second Availability Zone with --subnet-ids',
    });
  }
  if (service) {
    findings.push({
      code: 'VPC_NEEDS_ROUTE',
      severity: 'warning',
      summary: `in a VPC the function reaches ${service} only through a VPC endpoint or a NAT gateway`,
      fix: 'see that one of them is there; the trial signing shows it',
    });
  }
  return findings;
}
