import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import { partitionOf } from '../../partitions.ts';
import type { ConfiguredEndpoints } from './configured-endpoints.ts';
import type { HostProfile } from '../credentials/host-profile.ts';

/** Which of AWS's own endpoints are asked. */
export interface EndpointVariant {
  /** What asked for endpoints with FIPS 140 modules, as the operator wrote it. */
  readonly fips: string | undefined;
  /** What asked for endpoints with IPv6. */
  readonly dualStack: string | undefined;
}

export const PLAIN: EndpointVariant = { fips: undefined, dualStack: undefined };

/**
 * Where AWS IoT has endpoints with FIPS. Of the other services AWS's lists differ from its endpoint data, so that a name
 * which DNS does not know has to tell.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 * @see https://aws.amazon.com/compliance/fips/
 */
const IOT_FIPS = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1'];

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html */
export function endpointVariant(profile: HostProfile, env = process.env): EndpointVariant {
  return {
    fips: askedBy('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint', profile, env),
    dualStack: askedBy('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint', profile, env),
  };
}

function askedBy(variable: string, setting: string, profile: HostProfile, env: NodeJS.ProcessEnv): string | undefined {
  const value = env[variable] || profile.setting(setting);
  const by = env[variable] ? variable : `${setting} of your AWS profile ${profile.name}`;
  // Whoever wrote 1 or yes believes that it is on.
  if (value !== undefined && !/^(true|false)$/i.test(value))
    throw usageInvalid(`${by} is neither true nor false`, `set ${by} to true or to false`);
  return value?.toLowerCase() === 'true' ? by : undefined;
}

/** @throws when AWS has no such endpoint, so that an ordinary one would have to be asked in its place */
export function assertVariant(
  { fips, dualStack }: EndpointVariant,
  region: string,
  configured: ConfiguredEndpoints,
): void {
  const asked = fips ?? dualStack;
  const [own] = Object.values(configured);
  if (asked !== undefined && own !== undefined) {
    throw new CertprovError('USAGE_INVALID', `${asked} and ${own.setBy} exclude each other: which endpoint is meant?`, {
      fix: `leave out one of the two`,
      exitCode: EXIT.usage,
      details: { setBy: [asked, own.setBy] },
    });
  }
  if (fips === undefined || hasIotFips(region)) return;
  throw new CertprovError('USAGE_INVALID', `AWS IoT has no FIPS endpoint in ${region}, and ${fips} asks for one`, {
    fix: `choose a Region that has one (${IOT_FIPS.join(', ')}, us-gov-west-1, us-gov-east-1) with --region, or set ${fips} to false`,
    exitCode: EXIT.usage,
    details: { service: 'iot', region, setBy: fips },
  });
}

const hasIotFips = (region: string): boolean => IOT_FIPS.includes(region) || partitionOf(region).id === 'aws-us-gov';

/** For the first lines of a command. */
export function variantNote({ fips, dualStack }: EndpointVariant): string | undefined {
  const kinds = [fips && `FIPS (${fips})`, dualStack && `dual-stack (${dualStack})`].filter(Boolean);
  return kinds.length === 0 ? undefined : `${kinds.join(', ')} endpoints of AWS`;
}

/**
 * For the client of AWS Private CA, whose own table of partitions is of early 2024, and for EC2, for which there is no
 * client of its own.
 * @see https://docs.aws.amazon.com/general/latest/gr/pca.html
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-endpoints.html
 */
export function namedEndpoint(service: 'acm-pca' | 'ec2', region: string, variant: EndpointVariant): string {
  const { fips, dualStack } = variant;
  const { id, dnsSuffix, dualStackDnsSuffix } = partitionOf(region);
  // In GovCloud every endpoint is one with FIPS, under the ordinary name.
  const isFipsName = fips !== undefined && !(id === 'aws-us-gov' && dualStack === undefined);
  return `https://${service}${isFipsName ? '-fips' : ''}.${region}.${dualStack === undefined ? dnsSuffix : dualStackDnsSuffix}`;
}
