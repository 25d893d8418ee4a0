import { randomUUID } from 'node:crypto';
import type { FaultOrders } from '../faults.ts';
import type { DoorPort, DoorState } from '../network.ts';
import type { RequestLog } from '../request-log.ts';
import { type Call, ServiceError } from '../service.ts';
import { makeCall, type AccountContext } from '../wire/make-call.ts';

/** What of the running account the broker works with. */
export interface MqttContext extends AccountContext {
  readonly faults: FaultOrders;
  readonly log: RequestLog;
  /** What devices meet on their way. */
  readonly network: () => Readonly<Record<DoorPort, DoorState>>;
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

/**
 * A refusal of the device provisioning MQTT API: statusCode, errorCode, errorMessage on `…/rejected`. AWS documents the
 * members and no codes.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
export const rejection = (statusCode: number, errorCode: string, errorMessage: string): ServiceError =>
  new ServiceError(errorCode, statusCode, errorMessage);

/** Who has connected: a registered certificate, or one of CreateProvisioningClaim. */
export interface Principal {
  readonly certificateId: string;
  /** Of the claim; undefined for a registered certificate. */
  readonly claimTemplate: string | undefined;
}

/** One connection. */
export interface Session {
  readonly principal: Principal;
  readonly region: string;
  /** Topic filters that it is subscribed to, with their QoS. */
  readonly filters: Map<string, 0 | 1 | 2>;
}
