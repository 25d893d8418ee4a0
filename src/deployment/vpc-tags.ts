import type { VpcAttachment } from '../aws/ports/ports.ts';
import { VPC, type Tags } from './ownership.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
const MOST_CHARACTERS = 256;

/**
 * For the role of a function in a VPC: Lambda deletes the function's network interfaces as that role, some time after
 * the function, and by then nothing else in the account says where they were.
 */
export function vpcTags(vpc: VpcAttachment | undefined): Tags {
  const values: string[] = [];
  for (const id of [...(vpc?.subnetIds ?? []), ...(vpc?.securityGroupIds ?? [])]) {
    const longer = `${values.at(-1) ?? ''} ${id}`.trim();
    if (values.length > 0 && longer.length <= MOST_CHARACTERS) values[values.length - 1] = longer;
    else values.push(id);
  }
  return Object.fromEntries(values.map((value, index) => [index === 0 ? VPC : `${VPC}-${index + 1}`, value]));
}

/** Undefined: the function was in no VPC, or was made by a version that did not say. */
export function vpcOfTags(tags: unknown): VpcAttachment | undefined {
  if (typeof tags !== 'object' || tags === null) return undefined;
  const ids = Object.entries(tags).flatMap(([key, value]) =>
    (key === VPC || key.startsWith(`${VPC}-`)) && typeof value === 'string' ? value.split(' ') : [],
  );
  const subnetIds = ids.filter((id) => id.startsWith('subnet-')).toSorted();
  const securityGroupIds = ids.filter((id) => id.startsWith('sg-')).toSorted();
  return subnetIds.length === 0 ? undefined : { subnetIds, securityGroupIds };
}
