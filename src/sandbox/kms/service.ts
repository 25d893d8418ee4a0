import { tagOnCreate } from '../iam/also-needs.ts';
import type { Call, Operation, Service } from '../service.ts';
import { createAlias, deleteAlias, listAliases, updateAlias, type AliasInput } from './aliases.ts';
import { cancelKeyDeletion, disableKey, enableKey, scheduleKeyDeletion } from './change-key-state.ts';
import { createKey } from './create-key.ts';
import { aliasArn, aliasNameOf, resourceOf, type KeyInput } from './find-key.ts';
import { describeKey, getKeyPolicy, getPublicKey, listKeys } from './read-keys.ts';
import { sign, verify, type SignInput } from './sign.ts';
import { listResourceTags, tagResource, untagResource } from './tags.ts';

/** A policy names the key, also when the request names an alias. */
const onKey = (handler: Operation['handler'], more: Partial<Operation> = {}): Operation => ({
  handler,
  resource: (input: KeyInput, call: Call) => call.store.read((state) => resourceOf(state, input.KeyId, call)),
  ...more,
});

const withSigning: Partial<Operation> = {
  conditions: ({ KeyId, SigningAlgorithm, MessageType }: SignInput) => ({
    'kms:SigningAlgorithm': SigningAlgorithm,
    'kms:MessageType': MessageType,
    'kms:RequestAlias': aliasNameOf(KeyId),
  }),
};

/** The alias, the key that it stands for, and the one that it is to stand for, must all be allowed. */
const onAlias = (handler: Operation['handler']): Operation => ({
  handler,
  resource: ({ AliasName, TargetKeyId }: AliasInput & { readonly TargetKeyId?: string }, call: Call) =>
    call.store.read((state) => [
      aliasArn(AliasName, call),
      ...[AliasName, TargetKeyId].flatMap((named) => (named === undefined ? [] : resourceOf(state, named, call))),
    ]),
});

/** What it does and what is assumed: BEHAVIOUR.md. */
export const kmsService: Service = {
  signingName: 'kms',
  operations: {
    CreateKey: {
      handler: createKey,
      alsoNeeds: ({ Tags }: { readonly Tags?: object }, any) => tagOnCreate(Tags, 'kms:TagResource', any),
    },
    ListKeys: { handler: listKeys },
    ListAliases: { handler: listAliases },
    DescribeKey: onKey(describeKey),
    GetPublicKey: onKey(getPublicKey),
    GetKeyPolicy: onKey(getKeyPolicy),
    Sign: onKey(sign, withSigning),
    Verify: onKey(verify, withSigning),
    EnableKey: onKey(enableKey),
    DisableKey: onKey(disableKey),
    ScheduleKeyDeletion: onKey(scheduleKeyDeletion),
    CancelKeyDeletion: onKey(cancelKeyDeletion),
    ListResourceTags: onKey(listResourceTags),
    TagResource: onKey(tagResource),
    UntagResource: onKey(untagResource),
    CreateAlias: onAlias(createAlias),
    UpdateAlias: onAlias(updateAlias),
    DeleteAlias: onAlias(deleteAlias),
  },
};
