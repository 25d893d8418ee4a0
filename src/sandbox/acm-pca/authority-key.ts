import type { KeyObject } from 'node:crypto';
import { generateKey, type SampleKeyType } from '../../csr/build-certification-request.ts';
import type { Call } from '../service.ts';
import { decodeKey, encodeKey } from '../stored-key.ts';
import { KEY_TYPES } from './algorithms.ts';
import { findAuthority } from './find-authority.ts';

export const newKey = async (type: SampleKeyType): Promise<KeyObject> => (await generateKey(type)).privateKey;

/** The CA's key, made when first needed. Of two processes that make one at the same time, the first is kept. */
export async function authorityKey(arn: string, call: Call): Promise<KeyObject> {
  const input = { CertificateAuthorityArn: arn };
  const { privateKey, keyAlgorithm } = await call.store.read((state) => ({ ...findAuthority(state, input, call) }));
  if (privateKey !== undefined) return decodeKey(privateKey);
  const made = encodeKey(await newKey(KEY_TYPES[keyAlgorithm]));
  const kept = await call.store.change((state) => (findAuthority(state, input, call).privateKey ??= made));
  return decodeKey(kept);
}
