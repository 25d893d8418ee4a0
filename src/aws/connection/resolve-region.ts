import { CertprovError, EXIT } from '../../errors.ts';
import { assertRegion } from './assert-region.ts';
import type { HostProfile } from '../credentials/host-profile.ts';

/** `--region`, then the environment, then the profile; never a guess. An empty one counts as not set. */
export function resolveRegion(option: string | undefined, profile: HostProfile, env = process.env): string {
  const region = option || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || profile.setting('region');
  if (!region) {
    throw new CertprovError('AWS_REGION_MISSING', 'there is no AWS Region to use', {
      fix: 'pass --region (for example --region eu-central-1), set AWS_REGION, or add a region to your AWS profile',
      exitCode: EXIT.usage,
      details: { flag: '--region' },
    });
  }
  return assertRegion(region);
}
