import { usageInvalid } from '../../errors.ts';
import { REGION } from '../../partitions.ts';

/** @throws USAGE_INVALID */
export function assertRegion(region: string): string {
  if (REGION.pattern.test(region)) return region;
  throw usageInvalid(
    `"${region.slice(0, 40)}" is not the name of an AWS Region`,
    'pass one such as --region eu-central-1',
  );
}
