import { usageInvalid } from '../errors.ts';

/** It becomes part of host names and of paths, so it must look like one. */
const REGION = /^[a-z]{2,10}(-[a-z]+){1,3}-\d{1,2}$/;

/** @throws USAGE_INVALID */
export function assertRegion(region: string): string {
  if (REGION.test(region)) return region;
  throw usageInvalid(`"${region.slice(0, 40)}" is not an AWS Region`, 'pass one such as --region eu-central-1');
}
