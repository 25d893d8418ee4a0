import type { PayloadFormat } from './payload.ts';

/** A request of the device provisioning MQTT API. */
export interface ReservedRequest {
  readonly operation: 'CreateCertificateFromCsr' | 'CreateKeysAndCertificate' | 'RegisterThing';
  readonly format: PayloadFormat;
  /** Of RegisterThing. */
  readonly templateName: string;
}

const OPERATIONS: readonly (readonly [RegExp, ReservedRequest['operation']])[] = [
  [/^\$aws\/certificates\/create-from-csr\/(?<format>json|cbor)$/, 'CreateCertificateFromCsr'],
  [/^\$aws\/certificates\/create\/(?<format>json|cbor)$/, 'CreateKeysAndCertificate'],
  [/^\$aws\/provisioning-templates\/(?<template>[^/]+)\/provision\/(?<format>json|cbor)$/, 'RegisterThing'],
];

/** What a message on the topic asks for; undefined when it asks for nothing. @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html */
export function readReservedTopic(topic: string): ReservedRequest | undefined {
  for (const [pattern, operation] of OPERATIONS) {
    const groups = pattern.exec(topic)?.groups;
    if (groups === undefined) continue;
    return { operation, format: groups['format'] as PayloadFormat, templateName: groups['template'] ?? '' };
  }
  return undefined;
}

/** A device cannot speak for AWS IoT. */
export const isAnswerTopic = (topic: string): boolean =>
  /^\$aws\/(certificates|provisioning-templates)\/.*\/(accepted|rejected)$/.test(topic);
