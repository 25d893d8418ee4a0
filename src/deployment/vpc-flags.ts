import type { VpcAttachment } from '../aws/ports/ports.ts';
import { usageInvalid } from '../errors.ts';

/** Flags for a function in a VPC, whatever its CA is. */
export interface VpcFlags {
  readonly subnetIds?: string | undefined;
  readonly securityGroupIds?: string | undefined;
  /** For a policy that names neither: the function will be in some VPC. */
  readonly inVpc?: boolean | undefined;
}

/** Both or neither: Lambda takes no subnets without security groups. */
export function readVpc({ subnetIds, securityGroupIds }: VpcFlags): VpcAttachment | undefined {
  if (subnetIds === undefined && securityGroupIds === undefined) return undefined;
  if (subnetIds === undefined || securityGroupIds === undefined) {
    throw usageInvalid('--subnet-ids and --security-group-ids go together');
  }
  return {
    subnetIds: idsOf(subnetIds, /^subnet-[0-9a-f]{8,17}$/, '--subnet-ids', 'subnet-0123456789abcdef0'),
    securityGroupIds: idsOf(securityGroupIds, /^sg-[0-9a-f]{8,17}$/, '--security-group-ids', 'sg-0123456789abcdef0'),
  };
}

function idsOf(text: string, pattern: RegExp, flag: string, example: string): string[] {
  const ids = text.split(',').map((id) => id.trim());
  const wrong = ids.find((id) => !pattern.test(id));
  if (wrong !== undefined)
    throw usageInvalid(`${flag} takes ids such as ${example}, with commas between them: ${wrong}`);
  return [...new Set(ids)];
}

/** In which order AWS names them says nothing. */
export const isSameVpc = (a: VpcAttachment, b: VpcAttachment): boolean => keyOf(a) === keyOf(b);

const keyOf = ({ subnetIds, securityGroupIds }: VpcAttachment): string =>
  [...subnetIds.toSorted(), ...securityGroupIds.toSorted()].join(' ');
