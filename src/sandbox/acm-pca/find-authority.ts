import type { KeyObject } from 'node:crypto';
import { generateKey, type SampleKeyType } from '../../csr/build-certification-request.ts';
import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { decodeKey, encodeKey } from '../stored-key.ts';
import { KEY_TYPES } from './algorithms.ts';
import { invalidArn, resourceNotFound } from './errors.ts';
import type { CertificateAuthorityRecord } from './state.ts';

export interface AuthorityInput {
  readonly CertificateAuthorityArn: string;
}

const AUTHORITY_ARN = /^arn:aws[\w-]*:acm-pca:[\w-]+:\d{12}:certificate-authority\/[\w+=,.@-]+$/;

export function findAuthority(state: AccountState, input: AuthorityInput, call: Call): CertificateAuthorityRecord {
  const arn = input.CertificateAuthorityArn;
  if (!AUTHORITY_ARN.test(arn)) throw invalidArn(`The given ARN is not a valid certificate authority ARN: ${arn}`);
  const found = regionOf(state, call.region).acmPca.authorities[arn];
  if (!found) throw resourceNotFound(`Could not find Certificate Authority ${arn}`);
  return found;
}

/** The policy with which another account shares a CA with this one; undefined for a CA of this account. */
export const sharedBy = (
  { CertificateAuthorityArn: arn = '' }: Partial<AuthorityInput>,
  state: AccountState,
  call: Call,
): string | undefined => regionOf(state, call.region).acmPca.authorities[arn]?.shared?.resourcePolicy;

/** A CA expires by itself. */
export function statusOf(authority: CertificateAuthorityRecord, now: Date): CertificateAuthorityRecord['status'] {
  const hasEnded = authority.notAfter !== undefined && now >= new Date(authority.notAfter);
  return hasEnded && (authority.status === 'ACTIVE' || authority.status === 'DISABLED') ? 'EXPIRED' : authority.status;
}

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
