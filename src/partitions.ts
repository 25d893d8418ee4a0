export interface Partition {
  /** The second part of every ARN. */
  readonly id: string;
  readonly dnsSuffix: string;
  /** Of endpoints that are reached by IPv4 and IPv6. */
  readonly dualStackDnsSuffix: string;
  /** How the names of its Regions begin; none for the partition of everything else. */
  readonly regionPrefix: string;
}

/**
 * Every partition of AWS's endpoint data. The Regions of each are not listed: one that AWS adds is reached like the others.
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export const PARTITIONS: readonly Partition[] = [
  {
    id: 'aws-cn',
    dnsSuffix: 'amazonaws.com.cn',
    dualStackDnsSuffix: 'api.amazonwebservices.com.cn',
    regionPrefix: 'cn-',
  },
  { id: 'aws-us-gov', dnsSuffix: 'amazonaws.com', dualStackDnsSuffix: 'api.aws', regionPrefix: 'us-gov-' },
  { id: 'aws-eusc', dnsSuffix: 'amazonaws.eu', dualStackDnsSuffix: 'api.amazonwebservices.eu', regionPrefix: 'eusc-' },
  { id: 'aws-iso', dnsSuffix: 'c2s.ic.gov', dualStackDnsSuffix: 'api.aws.ic.gov', regionPrefix: 'us-iso-' },
  { id: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov', dualStackDnsSuffix: 'api.aws.scloud', regionPrefix: 'us-isob-' },
  {
    id: 'aws-iso-e',
    dnsSuffix: 'cloud.adc-e.uk',
    dualStackDnsSuffix: 'api.cloud-aws.adc-e.uk',
    regionPrefix: 'eu-isoe-',
  },
  { id: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov', dualStackDnsSuffix: 'api.aws.hci.ic.gov', regionPrefix: 'us-isof-' },
  { id: 'aws', dnsSuffix: 'amazonaws.com', dualStackDnsSuffix: 'api.aws', regionPrefix: '' },
];

/** A Region whose name begins like no other partition's is one of `aws`, as the SDKs take it. */
export const partitionOf = (region: string): Partition =>
  PARTITIONS.find(({ regionPrefix }) => region.startsWith(regionPrefix))!;

/** It becomes part of host names and of paths, so it must look like one; whether AWS has it is AWS's to say. */
export const REGION = {
  pattern: /^(?=.{4,40}$)[a-z]{2,}[a-z0-9]*(-[a-z0-9]+)+-\d{1,2}$/,
  says: 'a Region is named like eu-central-1',
};
