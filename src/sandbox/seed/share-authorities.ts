import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../sandbox.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { authorityRecord, type SeededAuthority } from './seed-authorities.ts';
import { authorityArn } from './seeded-arns.ts';

/** A number that AWS uses in its examples. */
const OWNER = '111122223333';

interface SharedAuthority extends SeededAuthority {
  /** Undefined: every template. */
  readonly templates: readonly string[] | undefined;
}

const SHARED: readonly SharedAuthority[] = [
  {
    commonName: 'Corp Shared CA',
    id: '6a2d84f0-1b3c-4e57-9f68-0d7c5e2b9a41',
    type: 'ROOT',
    status: 'ACTIVE',
    keyAlgorithm: 'EC_prime256v1',
    signingAlgorithm: 'SHA256WITHECDSA',
    ageDays: 500,
    // AWSRAMDefaultPermissionCertificateAuthority
    templates: ['EndEntityCertificate/V1'],
  },
  {
    commonName: 'Corp Device CA',
    id: 'c91e5b37-8d04-4a26-b7f2-3e6a1d0c8f95',
    type: 'ROOT',
    status: 'ACTIVE',
    keyAlgorithm: 'EC_prime256v1',
    signingAlgorithm: 'SHA256WITHECDSA',
    ageDays: 300,
    // A customer managed permission with acm-pca:IssueCertificate.
    templates: undefined,
  },
];

const READS = [
  'acm-pca:DescribeCertificateAuthority',
  'acm-pca:GetCertificate',
  'acm-pca:GetCertificateAuthorityCertificate',
  'acm-pca:ListPermissions',
  'acm-pca:ListTags',
];

/** Two CAs of another account: one with the default permission of a resource share, one with a permission of its own. */
export function shareAuthorities(state: AccountState, now: Date): void {
  const { authorities } = regionOf(state, SANDBOX_REGION).acmPca;
  for (const seeded of SHARED) {
    const arn = authorityArn(seeded.id, OWNER);
    authorities[arn] = {
      ...authorityRecord(seeded, arn, now),
      subject: { Organization: 'Corp', CommonName: seeded.commonName },
      shared: { ownerAccount: OWNER, resourcePolicy: JSON.stringify(sharePolicy(arn, seeded.templates)) },
    };
  }
}

/** @see https://docs.aws.amazon.com/privateca/latest/userguide/pca-rbp.html */
function sharePolicy(Resource: string, templates: readonly string[] | undefined): object {
  const statement = { Effect: 'Allow', Principal: { AWS: SANDBOX_ACCOUNT }, Resource };
  const arns = templates?.map((name) => `arn:aws:acm-pca:::template/${name}`);
  const Condition = arns === undefined ? {} : { Condition: { StringEquals: { 'acm-pca:TemplateArn': arns } } };
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: '1', ...statement, Action: READS },
      { Sid: '2', ...statement, Action: ['acm-pca:IssueCertificate'], ...Condition },
    ],
  };
}
