import type { ServiceError } from '../../service.ts';
import type { WireRequest, WireResponse } from '../message.ts';

export type ProtocolFamily = 'rest-json' | 'rest-xml' | 'aws-json' | 'aws-query' | 'ec2-query' | 'rpc-v2-cbor';

/** What a request asks for, before its signature is known to be right. */
export interface Route {
  readonly operation: string;
  /** Throws a `ServiceError` when the input does not fit the operation's shape. */
  readonly decode: () => object;
  readonly encode: (output: object, requestId: string) => WireResponse;
}

/** How one service's calls travel. `route` answers undefined when the request names no operation at all. */
export interface Protocol {
  readonly family: ProtocolFamily;
  accepts(request: WireRequest): boolean;
  route(request: WireRequest): Promise<Route | undefined>;
  error(error: ServiceError, requestId: string): WireResponse;
}

/** AWS names the operation with a capital letter, and the member in messages without. */
export const memberInMessage = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
