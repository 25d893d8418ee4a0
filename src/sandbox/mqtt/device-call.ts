import type { Call } from '../service.ts';
import type { MqttContext, Principal } from './mqtt-context.ts';

/** A request of a device, with the connection that it came on. */
export interface DeviceRequest {
  readonly payload: Buffer;
  readonly principal: Principal;
  readonly region: string;
  readonly clientId: string;
}

/** What an operation has to work with: the members of its payload, and who asks. */
export interface DeviceCall extends Omit<DeviceRequest, 'payload'> {
  readonly input: Readonly<Record<string, unknown>>;
  readonly templateName: string;
  readonly call: Call;
  readonly context: MqttContext;
}
