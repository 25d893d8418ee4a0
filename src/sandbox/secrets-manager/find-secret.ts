import { randomInt } from 'node:crypto';
import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { checkName } from './check-secret.ts';
import { invalidRequest, resourceNotFound } from './errors.ts';
import type { SecretRecord } from './state.ts';

export interface SecretInput {
  readonly SecretId: string;
}

const ARN = /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:./;

const secretArn = (nameAndSuffix: string, call: Call): string =>
  `arn:aws:secretsmanager:${call.region}:${call.account}:secret:${nameAndSuffix}`;

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Six random characters at the end, so that a policy for a deleted secret does not apply to a new one of the same name.
 */
export function newSecretArn(name: string, call: Call): string {
  const suffix = Array.from({ length: 6 }, () => SUFFIX_ALPHABET[randomInt(SUFFIX_ALPHABET.length)]).join('');
  return secretArn(`${name}-${suffix}`, call);
}

/** By name; also one that is marked for deletion. */
export function secretNamed(state: AccountState, name: string, call: Call): SecretRecord | undefined {
  return existing(state, call).find((secret) => secret.name === name);
}

/** By name, ARN, or ARN without the six characters at its end; also one that is marked for deletion. */
export function lookUpSecret(state: AccountState, secretId: string, call: Call): SecretRecord | undefined {
  if (!ARN.test(secretId)) return secretNamed(state, secretId, call);
  const secrets = existing(state, call);
  return secrets.find(({ arn }) => arn === secretId) ?? secrets.find(({ name }) => secretArn(name, call) === secretId);
}

export function findSecret(state: AccountState, { SecretId }: SecretInput, call: Call): SecretRecord {
  checkSecretId(SecretId);
  const found = lookUpSecret(state, SecretId, call);
  if (found === undefined) throw resourceNotFound("Secrets Manager can't find the specified secret.");
  return found;
}

/** An ARN, or what could be a name. */
export function checkSecretId(secretId: string): void {
  if (!ARN.test(secretId)) checkName(secretId);
}

/** What most operations need: a secret that is not marked for deletion. */
export function findActiveSecret(state: AccountState, input: SecretInput, call: Call): SecretRecord {
  const secret = findSecret(state, input, call);
  if (secret.deletesAt !== undefined) {
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  }
  return secret;
}

/** What a policy must name. Of a secret that is not there nobody knows the six characters at the end. */
export function resourceOf(state: AccountState, secretId: string, call: Call): string {
  return (
    lookUpSecret(state, secretId, call)?.arn ?? (ARN.test(secretId) ? secretId : secretArn(`${secretId}-??????`, call))
  );
}

export const existing = (state: AccountState, call: Call): readonly SecretRecord[] =>
  Object.values(regionOf(state, call.region).secretsManager.secrets).filter((one) => !isGone(one, call.clock.now()));

/** The recovery window is over. */
export const isGone = ({ deletesAt }: SecretRecord, now: Date): boolean =>
  deletesAt !== undefined && new Date(deletesAt) <= now;
