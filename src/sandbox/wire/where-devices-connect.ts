import type { MqttEndpoint } from '../mqtt/broker.ts';
import type { WireRequest, WireResponse } from './message.ts';

/** No service of AWS begins a path like this. */
const PATH = '/_sandbox/devices';

/**
 * Where devices of this account connect, for a client that has the endpoint and nothing else: AWS IoT's name for it is in
 * no DNS. It is asked without a signature, and has no secret in it: ports, and the certificate that vouches for them.
 */
export const isForDevices = ({ method, path }: WireRequest): boolean => method === 'GET' && path === PATH;

export const answerForDevices = ({ host, port, alpnPort, caPem }: MqttEndpoint): WireResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ host, port, alpnPort, caPem }),
});
