import { endpointAddressOf } from '../iot/account/endpoint.ts';

interface Place {
  readonly account: string;
  readonly region: string;
}

const DEVICE_ENDPOINTS = ['iot:Data-ATS', 'iot:Data'];

/** What devices of the Region call the endpoint. */
export const endpointNames = (place: Place): readonly string[] =>
  DEVICE_ENDPOINTS.flatMap((type) => endpointAddressOf(type, place) ?? []);

/** Names are compared without regard to case (RFC 6066 §3). */
export const isEndpointName = (name: string, place: Place): boolean =>
  endpointNames(place).includes(name.toLowerCase());

/** The Region whose endpoint has this name; undefined for any other name. */
export function regionOfEndpoint(name: string, account: string): string | undefined {
  const region = /\.iot\.([a-z0-9-]+)\.amazonaws\.com$/.exec(name.toLowerCase())?.[1];
  return region !== undefined && isEndpointName(name, { account, region }) ? region : undefined;
}
