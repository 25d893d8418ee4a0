import { createHash } from 'node:crypto';
import type { Call } from '../service.ts';
import { invalidRequest } from './errors.ts';
import { ownEntry } from '../own-entry.ts';

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html */
const HOSTS: Readonly<Record<string, (prefix: string, region: string) => string>> = {
  'iot:Data': (prefix, region) => `${prefix}.iot.${region}.amazonaws.com`,
  'iot:Data-ATS': (prefix, region) => `${prefix}-ats.iot.${region}.amazonaws.com`,
  'iot:CredentialProvider': (prefix, region) => `${prefix}.credentials.iot.${region}.amazonaws.com`,
  'iot:Jobs': (prefix, region) => `${prefix}.jobs.iot.${region}.amazonaws.com`,
};

/** An account's endpoint never changes; the name is all there is of it here. */
export function describeEndpoint(input: { readonly endpointType?: string }, call: Call): object {
  const host = ownEntry(HOSTS, input.endpointType ?? 'iot:Data');
  if (host === undefined) throw invalidRequest(`Endpoint type ${input.endpointType} is not recognized.`);
  const prefix = `a${createHash('sha256').update(`${call.account}/${call.region}`).digest('hex').slice(0, 13)}`;
  return { endpointAddress: host(prefix, call.region) };
}
