import { createHash } from 'node:crypto';
import { type Call, lookup } from '../../service.ts';
import { invalidRequest } from '../errors.ts';

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html */
const HOSTS: Readonly<Record<string, (prefix: string, region: string) => string>> = {
  'iot:Data': (prefix, region) => `${prefix}.iot.${region}.amazonaws.com`,
  'iot:Data-ATS': (prefix, region) => `${prefix}-ats.iot.${region}.amazonaws.com`,
  'iot:CredentialProvider': (prefix, region) => `${prefix}.credentials.iot.${region}.amazonaws.com`,
};

/** An account's endpoint never changes. */
export function describeEndpoint(input: { readonly endpointType?: string }, call: Call): object {
  if (input.endpointType === 'iot:Jobs') {
    throw invalidRequest(
      'IoT Jobs and Commands APIs are now available through iot:Data-ATS endpoints instead of iot:Jobs endpoints. Please use iot:Data-ATS.',
    );
  }
  const endpointAddress = endpointAddressOf(input.endpointType ?? 'iot:Data', call);
  if (endpointAddress === undefined) throw invalidRequest(`Endpoint type ${input.endpointType} is not recognized.`);
  return { endpointAddress };
}

/** The name that devices and others connect to; undefined for a type that there is not. */
export function endpointAddressOf(
  type: string,
  { account, region }: Pick<Call, 'account' | 'region'>,
): string | undefined {
  const prefix = `a${createHash('sha256').update(`${account}/${region}`).digest('hex').slice(0, 13)}`;
  return lookup(HOSTS, type)?.(prefix, region);
}
