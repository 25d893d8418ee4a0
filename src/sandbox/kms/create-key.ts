import { randomUUID } from 'node:crypto';
import { generateKey } from '../../csr/build-certification-request.ts';
import { parsePolicy } from '../iam/policy-document.ts';
import { type Call, lookup } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { encodeKey } from '../stored-key.ts';
import { KEY_SPECS, type KeySpec } from './algorithms.ts';
import { constraintViolated, malformedPolicy, unsupported, validationFailed } from './errors.ts';
import { keyArn, keyMetadata } from './find-key.ts';
import type { KmsKeyRecord } from './state.ts';
import { refuseDuplicateTags, withTags, type Tag } from './tags.ts';

interface CreateKeyInput {
  readonly KeySpec?: string;
  /** The old name of KeySpec. */
  readonly CustomerMasterKeySpec?: string;
  readonly KeyUsage?: string;
  readonly Description?: string;
  readonly Policy?: string;
  readonly Tags?: readonly Tag[];
  readonly Origin?: string;
  readonly MultiRegion?: boolean;
  readonly CustomKeyStoreId?: string;
  readonly XksKeyId?: string;
}

/** AWS's model allows four times as much. */
const MAX_POLICY = 32_768;

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export async function createKey(input: CreateKeyInput, call: Call): Promise<object> {
  const keySpec = keySpecOf(input);
  refuseOtherUsages(keySpec, input.KeyUsage);
  refuseOtherOrigins(input);
  const { Description = '', Policy = defaultPolicy(call) } = input;
  if (Policy.length > MAX_POLICY) throw constraintViolated('policy', `have length less than or equal to ${MAX_POLICY}`);
  if (parsePolicy(Policy) === undefined) throw malformedPolicy('The new key policy is not a policy document.');
  refuseDuplicateTags(input.Tags ?? []);
  const tags = withTags({}, input.Tags ?? []);
  const { privateKey } = await generateKey(KEY_SPECS[keySpec].keyType);
  const keyId = randomUUID();
  const key: KmsKeyRecord = {
    keyId,
    arn: keyArn(keyId, call),
    keySpec,
    createdAt: call.clock.now().toISOString(),
    description: Description,
    enabled: true,
    policy: Policy,
    privateKey: encodeKey(privateKey),
    tags,
  };
  return call.store.change((state) => {
    regionOf(state, call.region).kms.keys[keyId] = key;
    return { KeyMetadata: keyMetadata(key, call) };
  });
}

function keySpecOf(input: CreateKeyInput): KeySpec {
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
    throw validationFailed(
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  if (lookup(KEY_SPECS, spec) === undefined) {
    throw unsupported(
      `The certprov sandbox has no keys of KeySpec ${spec}, only ${Object.keys(KEY_SPECS).join(', ')}, to sign with.`,
    );
  }
  return spec as KeySpec;
}

function refuseOtherUsages(keySpec: KeySpec, usage: string | undefined): void {
  if (usage === undefined) {
    throw validationFailed('You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.');
  }
  if (usage === 'SIGN_VERIFY') return;
  const existsOnAws = usage === (keySpec.startsWith('RSA') ? 'ENCRYPT_DECRYPT' : 'KEY_AGREEMENT');
  throw existsOnAws
    ? unsupported(`The certprov sandbox has no keys of KeyUsage ${usage}, only SIGN_VERIFY.`)
    : validationFailed(`KeyUsage ${usage} is not compatible with KeySpec ${keySpec}`);
}

function refuseOtherOrigins(input: CreateKeyInput): void {
  const { Origin = 'AWS_KMS', MultiRegion = false, CustomKeyStoreId, XksKeyId } = input;
  if (Origin !== 'AWS_KMS' || MultiRegion || CustomKeyStoreId !== undefined || XksKeyId !== undefined) {
    throw unsupported('The certprov sandbox has keys of Origin AWS_KMS in one Region only, without key stores.');
  }
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const defaultPolicy = (call: Call): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${call.account}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    },
    undefined,
    2,
  );
