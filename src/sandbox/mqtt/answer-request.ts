import { sayFailure } from '../say-failure.ts';
import { ServiceError } from '../service.ts';
import { carryOutFault, failed } from '../wire/carry-out-fault.ts';
import { vocabularyOf } from '../wire/error-vocabulary.ts';
import { createCertificateFromCsr, createKeysAndCertificate } from './create-certificate-from-csr.ts';
import type { DeviceRequest, DeviceCall } from './device-call.ts';
import { callOfIot, type MqttContext, rejection } from './mqtt-context.ts';
import { mqttOperation } from './mqtt-operations.ts';
import { decodePayload, encodePayload } from './payload.ts';
import { refuseOverRate } from './refuse-over-rate.ts';
import { registerThing } from './register-thing.ts';
import type { ReservedRequest } from './reserved-topic.ts';

interface DeviceAnswer {
  readonly topic: 'accepted' | 'rejected';
  /** Undefined: no answer. */
  readonly payload: Buffer | undefined;
  /** The connection ends, after the answer if there is one. */
  readonly hangUp: boolean;
}

const OPERATIONS: Readonly<Record<ReservedRequest['operation'], (request: DeviceCall) => Promise<object>>> = {
  CreateCertificateFromCsr: createCertificateFromCsr,
  CreateKeysAndCertificate: createKeysAndCertificate,
  RegisterThing: registerThing,
};

const WORDS = { ...vocabularyOf('iot', 'rest-json'), throttled: ['ThrottlingException', 429] } as const;

/** One message of the device provisioning MQTT API, with what was ordered to go wrong. Never throws for the device's sake. */
export async function answerRequest(
  request: ReservedRequest,
  device: DeviceRequest,
  context: MqttContext,
): Promise<DeviceAnswer> {
  const operation = mqttOperation(request.operation);
  const { principal, region } = device;
  const arn = `arn:aws:iot:${region}:${context.account}:cert/${principal.certificateId}`;
  const log = (status: number, errorCode?: string): void =>
    context.log.append({
      time: context.clock.now().toISOString(),
      service: 'iot',
      operation,
      region,
      caller: arn,
      status,
      ...(errorCode === undefined ? {} : { errorCode }),
    });
  try {
    const fault = await context.faults.take('iot', operation);
    const caller = { kind: 'service', arn, userId: principal.certificateId } as const;
    const { closing } = context;
    const effect = await carryOutFault(fault, { words: WORDS, caller, action: `iot:${request.operation}`, closing });
    if (effect === 'cut') {
      log(0);
      return { topic: 'rejected', payload: undefined, hangUp: true };
    }
    if (typeof effect === 'object') {
      log(effect.status);
      return { topic: 'accepted', payload: Buffer.from(effect.body), hangUp: false };
    }
    refuseOverRate(request.operation, context);
    const output = await OPERATIONS[request.operation]({
      ...device,
      input: await decodePayload(device.payload, request.format),
      templateName: request.templateName,
      call: callOfIot(request.operation, region, context),
      context,
    });
    if (effect === 'fail-after') throw failed(WORDS);
    log(effect === 'cut-after' ? 0 : 200);
    if (effect === 'cut-after') return { topic: 'accepted', payload: undefined, hangUp: true };
    return { topic: 'accepted', payload: await encodePayload({ ...output }, request.format), hangUp: false };
  } catch (error) {
    const { status, code, message } = asRejection(error);
    log(status, code);
    const members = { statusCode: status, errorCode: code, errorMessage: message };
    return { topic: 'rejected', payload: await encodePayload(members, request.format), hangUp: false };
  }
}

function asRejection(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  sayFailure(error);
  return rejection(500, 'InternalFailure', 'An internal failure occurred in the sandbox account');
}
