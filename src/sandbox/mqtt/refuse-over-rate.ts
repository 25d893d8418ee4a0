import type { SandboxSettings } from '../service.ts';
import { type MqttContext, rejection } from './mqtt-context.ts';
import type { ReservedRequest } from './reserved-topic.ts';

const SETTING_OF = {
  CreateCertificateFromCsr: 'csrPerSecond',
  CreateKeysAndCertificate: 'keysPerSecond',
  RegisterThing: 'registerThingPerSecond',
} as const satisfies Record<ReservedRequest['operation'], keyof SandboxSettings>;

/** Times of the calls of the last second, by the signal of the account that they were made to. */
const recent = new WeakMap<AbortSignal, Map<string, number[]>>();

/** Holds the account to its quota, where one is set; counted in this process. @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
export function refuseOverRate(operation: ReservedRequest['operation'], { settings, closing }: MqttContext): void {
  const limit = settings()[SETTING_OF[operation]];
  if (limit === undefined) return;
  const calls = recent.get(closing) ?? new Map<string, number[]>();
  recent.set(closing, calls);
  const now = performance.now();
  const inLastSecond = (calls.get(operation) ?? []).filter((at) => at > now - 1000);
  const isOver = inLastSecond.length >= limit;
  calls.set(operation, isOver ? inLastSecond : [...inLastSecond, now]);
  if (isOver) throw rejection(429, 'ThrottlingException', 'Rate exceeded');
}
