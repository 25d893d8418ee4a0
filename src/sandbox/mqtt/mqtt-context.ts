import { randomUUID } from 'node:crypto';
import type { FaultOrders } from '../faults.ts';
import type { RequestLog } from '../request-log.ts';
import type { Call } from '../service.ts';
import { makeCall, type AccountContext } from '../wire/make-call.ts';

/** What of the running account the broker works with. */
export interface MqttContext extends AccountContext {
  readonly faults: FaultOrders;
  readonly log: RequestLog;
  /** Aborted when the server stops. */
  readonly closing: AbortSignal;
  /** Of connections that name no Region with their SNI. */
  readonly defaultRegion: string;
}

export const IOT_PRINCIPAL = 'iot.amazonaws.com';

const IOT_CALLER = { kind: 'service', arn: IOT_PRINCIPAL, userId: IOT_PRINCIPAL } as const;

/** A call that AWS IoT makes on behalf of a device. */
export const callOfIot = (operation: string, region: string, context: MqttContext): Call =>
  makeCall({ service: 'iot', operation, region, caller: IOT_CALLER, requestId: randomUUID() }, context);
