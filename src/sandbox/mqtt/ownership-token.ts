import { createHash, randomBytes } from 'node:crypto';
import type { IotState, OwnershipTokenRecord } from '../iot/state.ts';
import { lookup } from '../service.ts';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html */
const TOKEN_MS = 60 * 60 * 1000;

/** A device's proof, for RegisterThing, that a certificate is its own. */
interface OwnershipToken {
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export const makeOwnershipToken = (now: Date): OwnershipToken => ({
  token: randomBytes(96).toString('base64url'),
  expiresAt: new Date(now.getTime() + TOKEN_MS).toISOString(),
});

/** The account keeps no token, only what tells it again. */
export const keepOwnershipToken = (
  iot: IotState,
  certificateId: string,
  { token, expiresAt }: OwnershipToken,
): void => {
  iot.ownershipTokens[hashOf(token)] = { certificateId, expiresAt };
};

/** For one use: undefined when there is no such token, or when it has expired. */
export function takeOwnershipToken(iot: IotState, token: string, now: Date): OwnershipTokenRecord | undefined {
  const found = lookup(iot.ownershipTokens, hashOf(token));
  if (found === undefined) return undefined;
  const record = { ...found };
  delete iot.ownershipTokens[hashOf(token)];
  return now < new Date(record.expiresAt) ? record : undefined;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
