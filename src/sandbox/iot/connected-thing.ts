import { ownEntry } from '../service.ts';
import type { IotState, ThingRecord } from './state.ts';

/**
 * The thing that a connection stands for: the one named as the client calls itself, if the certificate is attached to
 * it, else the one that has the certificate for itself alone.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
 */
export function connectedThing(iot: IotState, certificateArn: string, clientId: string): ThingRecord | undefined {
  const named = ownEntry(iot.things, clientId);
  if (named?.principals.some(({ arn }) => arn === certificateArn)) return named;
  return Object.keys(iot.principalThings[certificateArn] ?? {})
    .map((name) => iot.things[name]!)
    .find(({ principals }) => principals.some(({ arn, type }) => arn === certificateArn && type === 'EXCLUSIVE_THING'));
}
