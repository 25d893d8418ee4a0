import { createHmac } from 'node:crypto';

/** Value of `x-certprov-signature` (docs/webhook.md): over the time too, so that a request does not stay good for ever. */
export const webhookSignature = (key: string, timestamp: string, body: Uint8Array): string =>
  `v1=${createHmac('sha256', key).update(`${timestamp}.`).update(body).digest('hex')}`;
