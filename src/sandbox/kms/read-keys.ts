import type { Call } from '../service.ts';
import { spkiOf, decodeKey } from '../stored-key.ts';
import { regionOf } from '../state/region-of.ts';
import { signingAlgorithmsOf } from './algorithms.ts';
import { notFound, unsupported } from './errors.ts';
import { findKey, findKeyOrAlias, isGone, type KeyInput, keyMetadata, requireEnabled } from './find-key.ts';
import { page, type PageInput } from './page.ts';

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export function describeKey(input: KeyInput, call: Call): Promise<object> {
  return call.store.read((state) => ({ KeyMetadata: keyMetadata(findKeyOrAlias(state, input.KeyId, call), call) }));
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export function listKeys(input: PageInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const keys = Object.values(regionOf(state, call.region).kms.keys).filter((key) => !isGone(key, call.clock.now()));
    const { items, ...rest } = page(keys, input, { most: 1000, usual: 100, keyOf: ({ keyId }) => keyId }, call);
    return { Keys: items.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })), ...rest };
  });
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
export function getPublicKey(input: KeyInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const key = findKeyOrAlias(state, input.KeyId, call);
    requireEnabled(key);
    if (key.keySpec === 'SYMMETRIC_DEFAULT')
      throw unsupported(`${key.arn} key spec is SYMMETRIC_DEFAULT which is not valid for this operation.`);
    return {
      KeyId: key.arn,
      PublicKey: spkiOf(decodeKey(key.privateKey)),
      CustomerMasterKeySpec: key.keySpec,
      KeySpec: key.keySpec,
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: [...signingAlgorithmsOf(key.keySpec)],
    };
  });
}

/** A key has one policy. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export function getKeyPolicy(input: KeyInput & { readonly PolicyName?: string }, call: Call): Promise<object> {
  const { PolicyName = 'default' } = input;
  return call.store.read((state) => {
    const { policy } = findKey(state, input.KeyId, call);
    if (PolicyName !== 'default') throw notFound('No such policy exists');
    return { Policy: policy, PolicyName };
  });
}
