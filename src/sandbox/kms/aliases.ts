import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { alreadyExists, invalidAliasName, notAuthorized, validationFailed } from './errors.ts';
import { aliasArn, aliasNamed, aliasNameOf, findAlias, findKey, isGone, refusePendingDeletion } from './find-key.ts';
import { page, type PageInput } from './page.ts';
import type { KmsKeyRecord } from './state.ts';

export interface AliasInput {
  readonly AliasName: string;
}

type TargetInput = AliasInput & { readonly TargetKeyId: string };

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export function createAlias(input: TargetInput, call: Call): Promise<object> {
  checkAliasName(input.AliasName);
  return call.store.change((state) => {
    const target = targetOf(state, input, call);
    const arn = aliasArn(input.AliasName, call);
    if (aliasNamed(state, input.AliasName, call) !== undefined)
      throw alreadyExists(`An alias with the name ${arn} already exists`);
    const now = call.clock.now().toISOString();
    regionOf(state, call.region).kms.aliases[input.AliasName] = {
      aliasName: input.AliasName,
      arn,
      targetKeyId: target.keyId,
      createdAt: now,
      updatedAt: now,
    };
    return {};
  });
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html */
export function updateAlias(input: TargetInput, call: Call): Promise<object> {
  checkAliasName(input.AliasName);
  return call.store.change((state) => {
    const alias = findAlias(state, input.AliasName, call);
    alias.targetKeyId = targetOf(state, input, call).keyId;
    alias.updatedAt = call.clock.now().toISOString();
    return {};
  });
}

/** The key stays. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html */
export function deleteAlias(input: AliasInput, call: Call): Promise<object> {
  checkAliasName(input.AliasName);
  return call.store.change((state) => {
    const { aliasName } = findAlias(state, input.AliasName, call);
    delete regionOf(state, call.region).kms.aliases[aliasName];
    return {};
  });
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export function listAliases(input: PageInput & { readonly KeyId?: string }, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { aliases, keys } = regionOf(state, call.region).kms;
    const only = input.KeyId === undefined ? undefined : findKey(state, input.KeyId, call).keyId;
    const listed = Object.values(aliases).filter(
      ({ targetKeyId }) =>
        (only === undefined || targetKeyId === only) && !isGone(keys[targetKeyId]!, call.clock.now()),
    );
    const rule = { most: 100, usual: 50, keyOf: ({ aliasName }: { aliasName: string }) => aliasName };
    const { items, ...rest } = page(listed, input, rule, call);
    return {
      Aliases: items.map((alias) => ({
        AliasName: alias.aliasName,
        AliasArn: alias.arn,
        TargetKeyId: alias.targetKeyId,
        CreationDate: alias.createdAt,
        LastUpdatedDate: alias.updatedAt,
      })),
      ...rest,
    };
  });
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html#KMS-CreateAlias-request-AliasName */
function checkAliasName(name: string): void {
  if (!name.startsWith('alias/'))
    throw validationFailed(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  // The pattern has a colon, which only an ARN may have.
  if (name === 'alias/' || name.includes(':'))
    throw invalidAliasName(`${name} contains invalid characters for an alias`);
  if (name.startsWith('alias/aws/')) throw notAuthorized('The prefix alias/aws/ is reserved for AWS.');
}

function targetOf(state: AccountState, { TargetKeyId }: TargetInput, call: Call): KmsKeyRecord {
  if (aliasNameOf(TargetKeyId) !== undefined) throw validationFailed('Aliases must refer to keys. Not aliases');
  const key = findKey(state, TargetKeyId, call);
  refusePendingDeletion(key);
  return key;
}
