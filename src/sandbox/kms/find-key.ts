import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { signingAlgorithmsOf } from './algorithms.ts';
import { invalidArn, invalidState, keyDisabled, notFound } from './errors.ts';
import type { AliasRecord, KmsKeyRecord } from './state.ts';

export interface KeyInput {
  readonly KeyId: string;
}

const ARN = /^arn:aws[\w-]*:kms:([\w-]+):\d{12}:(?:key|alias)\/.+$/;
const KEY_ID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

export const keyArn = (keyId: string, call: Call): string => `arn:aws:kms:${call.region}:${call.account}:key/${keyId}`;

export const aliasArn = (aliasName: string, call: Call): string =>
  `arn:aws:kms:${call.region}:${call.account}:${aliasName}`;

/** `alias/x` of the name or the ARN of an alias; undefined for a key's. */
export const aliasNameOf = (reference: string): string | undefined => /^(?:arn:.*:)?(alias\/.*)$/.exec(reference)?.[1];

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';

export function keyStateOf({ enabled, deletesAt }: KmsKeyRecord): KeyState {
  if (deletesAt !== undefined) return 'PendingDeletion';
  return enabled ? 'Enabled' : 'Disabled';
}

/** The waiting period is over. */
export const isGone = ({ deletesAt }: KmsKeyRecord, now: Date): boolean =>
  deletesAt !== undefined && new Date(deletesAt) <= now;

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export function refusePendingDeletion(key: KmsKeyRecord): void {
  if (keyStateOf(key) === 'PendingDeletion') throw invalidState(`${key.arn} is pending deletion.`);
}

export function requireEnabled(key: KmsKeyRecord): void {
  refusePendingDeletion(key);
  if (!key.enabled) throw keyDisabled(`${key.arn} is disabled.`);
}

/** A key by its id or ARN. */
export function findKey(state: AccountState, reference: string, call: Call): KmsKeyRecord {
  if (aliasNameOf(reference) !== undefined) throw notFound(`Invalid keyId '${reference}'`);
  const arn = arnOf(reference, call);
  const found = lookup(regionOf(state, call.region).kms.keys, arn.slice(arn.lastIndexOf('/') + 1));
  if (found?.arn !== arn || isGone(found, call.clock.now())) throw notFound(`Key '${arn}' does not exist`);
  return found;
}

/**
 * A key by its id, its ARN, or the name or ARN of an alias.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function findKeyOrAlias(state: AccountState, reference: string, call: Call): KmsKeyRecord {
  if (aliasNameOf(reference) === undefined) return findKey(state, reference, call);
  return findKey(state, findAlias(state, reference, call).targetKeyId, call);
}

export function findAlias(state: AccountState, reference: string, call: Call): AliasRecord {
  const arn = arnOf(reference, call);
  const found = aliasNamed(state, aliasNameOf(reference) ?? '', call);
  if (found?.arn !== arn) throw notFound(`Alias ${arn} is not found.`);
  return found;
}

/** AWS deletes a key's aliases with the key. */
export function aliasNamed(state: AccountState, aliasName: string, call: Call): AliasRecord | undefined {
  const { aliases, keys } = regionOf(state, call.region).kms;
  const alias = lookup(aliases, aliasName);
  return alias === undefined || isGone(keys[alias.targetKeyId]!, call.clock.now()) ? undefined : alias;
}

/** What a policy must name, whether it is there or not: an alias that is stands for its key. */
export function resourceOf(state: AccountState, reference: string, call: Call): string {
  const aliasName = aliasNameOf(reference);
  const alias = aliasName === undefined ? undefined : aliasNamed(state, aliasName, call);
  if (alias !== undefined) return keyArn(alias.targetKeyId, call);
  if (reference.startsWith('arn:')) return reference;
  return aliasName === undefined ? keyArn(reference, call) : aliasArn(aliasName, call);
}

function arnOf(reference: string, call: Call): string {
  if (reference.startsWith('alias/')) return aliasArn(reference, call);
  if (KEY_ID.test(reference)) return keyArn(reference, call);
  if (!reference.startsWith('arn:')) throw notFound(`Invalid keyId '${reference}'`);
  const [, region] = ARN.exec(reference) ?? [];
  if (region === undefined) throw invalidArn(`${reference} is not the ARN of a key or an alias`);
  if (region !== call.region) throw notFound(`Invalid arn ${region}`);
  return reference;
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export const keyMetadata = (key: KmsKeyRecord, call: Call): object => ({
  AWSAccountId: call.account,
  KeyId: key.keyId,
  Arn: key.arn,
  CreationDate: key.createdAt,
  Enabled: keyStateOf(key) === 'Enabled',
  Description: key.description,
  KeyUsage: key.keySpec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
  KeyState: keyStateOf(key),
  DeletionDate: key.deletesAt,
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: key.keySpec,
  KeySpec: key.keySpec,
  ...(key.keySpec === 'SYMMETRIC_DEFAULT'
    ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }
    : { SigningAlgorithms: [...signingAlgorithmsOf(key.keySpec)] }),
  MultiRegion: false,
});
