import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import { CertprovError, EXIT } from '../errors.ts';
import { assertRegion } from './assert-region.ts';

/** `--region`, then the environment, then the profile; never a guess. */
export async function resolveRegion(option: string | undefined, profile: string | undefined): Promise<string> {
  const region =
    option ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? (await regionOfProfile(profile));
  if (!region) {
    throw new CertprovError('AWS_REGION_MISSING', 'there is no AWS Region to use', {
      fix: 'pass --region (for example --region eu-central-1), set AWS_REGION, or add a region to your AWS profile',
      exitCode: EXIT.usage,
      details: { flag: '--region' },
    });
  }
  return assertRegion(region);
}

async function regionOfProfile(profile: string | undefined): Promise<string | undefined> {
  const options = { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile === undefined ? {} : { profile }) };
  return loadConfig<string | undefined>({ ...NODE_REGION_CONFIG_OPTIONS, default: async () => undefined }, options)();
}
