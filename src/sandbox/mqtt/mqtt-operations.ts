import type { ReservedRequest } from './reserved-topic.ts';

const OPERATIONS: readonly ReservedRequest['operation'][] = [
  'CreateCertificateFromCsr',
  'CreateKeysAndCertificate',
  'RegisterThing',
];

/** As faults and the request log name it, apart from the one over HTTP. */
export const mqttOperation = (operation: ReservedRequest['operation']): string => `${operation}Mqtt`;

export const MQTT_OPERATIONS: readonly string[] = OPERATIONS.map(mqttOperation);
