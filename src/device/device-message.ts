import type { Payload } from './payload-format.ts';

/** One MQTT message of a device, for whoever looks on. What is secret has been shortened. */
export interface DeviceMessage {
  readonly direction: 'sent' | 'received';
  readonly topic: string;
  /** Bytes of the payload as it went over the line. */
  readonly bytes: number;
  readonly payload: Payload;
}

/** A parameter may carry what a hook checks. */
const SECRET_NAME = /token|secret|password|passphrase|private|key|pin$|auth/i;
const KEPT = 4;
const LONGEST = 200;

/** Nothing of a key, the beginning of a token, the label of a certificate. */
export function withoutSecretParts(payload: Payload): Payload {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, shorten(name, value)]));
}

function shorten(name: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return withoutSecretParts(Object.fromEntries(Object.entries(value)));
  if (Array.isArray(value)) return value.map((item: unknown) => shorten(name, item));
  if (typeof value !== 'string') return SECRET_NAME.test(name) ? '…' : value;
  const size = `(${value.length} characters)`;
  if (name === 'privateKey' || /PRIVATE KEY-{5}/.test(value)) return `(private key) ${size}`;
  const label = /^-----BEGIN ([A-Z ]+)-----/.exec(value.trim())?.[1];
  if (label !== undefined) return `-----BEGIN ${label}-----… ${size}`;
  if (SECRET_NAME.test(name)) return `${value.length > 4 * KEPT ? value.slice(0, KEPT) : ''}… ${size}`;
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}… ${size}` : value;
}
