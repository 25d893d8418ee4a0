import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidArgs } from './errors.ts';
import { findAuthority, statusOf, type AuthorityInput } from './find-authority.ts';
import type { CertificateAuthorityRecord } from './state.ts';

interface ListInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ResourceOwner?: 'SELF' | 'OTHER_ACCOUNTS';
}

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_ListCertificateAuthorities.html */
const PAGE_SIZE = 100;

export function listCertificateAuthorities(input: ListInput, call: Call): Promise<object> {
  const size = Math.min(input.MaxResults ?? PAGE_SIZE, PAGE_SIZE, call.settings.pageSize ?? PAGE_SIZE);
  return call.store.read((state) => {
    const isShared = input.ResourceOwner === 'OTHER_ACCOUNTS';
    const authorities = Object.values(regionOf(state, call.region).acmPca.authorities).filter(
      ({ shared }) => (shared !== undefined) === isShared,
    );
    const start = startOf(input.NextToken, authorities);
    const listed = authorities.slice(start, start + size);
    return {
      CertificateAuthorities: listed.map((authority) => renderAuthority(authority, call)),
      NextToken: start + size < authorities.length ? Buffer.from(listed.at(-1)!.arn).toString('base64') : undefined,
    };
  });
}

/** The token names the last CA given. */
function startOf(token: string | undefined, authorities: readonly CertificateAuthorityRecord[]): number {
  if (token === undefined) return 0;
  const last = Buffer.from(token, 'base64').toString();
  const index = authorities.findIndex(({ arn }) => arn === last);
  if (index === -1) throw invalidArgs('The NextToken is not valid');
  return index + 1;
}

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_DescribeCertificateAuthority.html */
export function describeCertificateAuthority(input: AuthorityInput, call: Call): Promise<object> {
  return call.store.read((state) => ({
    CertificateAuthority: renderAuthority(findAuthority(state, input, call), call),
  }));
}

const epochSeconds = (iso: string | undefined): number | undefined =>
  iso === undefined ? undefined : Math.floor(Date.parse(iso) / 1000);

function renderAuthority(authority: CertificateAuthorityRecord, call: Call): object {
  return {
    Arn: authority.arn,
    OwnerAccount: authority.shared?.ownerAccount ?? call.account,
    CreatedAt: epochSeconds(authority.createdAt),
    LastStateChangeAt: epochSeconds(authority.lastStateChangeAt),
    Type: authority.type,
    Serial: authority.serial === undefined ? undefined : BigInt(`0x${authority.serial}`).toString(),
    Status: statusOf(authority, call.clock.now()),
    NotBefore: epochSeconds(authority.notBefore),
    NotAfter: epochSeconds(authority.notAfter),
    CertificateAuthorityConfiguration: {
      KeyAlgorithm: authority.keyAlgorithm,
      SigningAlgorithm: authority.signingAlgorithm,
      Subject: { ...authority.subject },
    },
    RevocationConfiguration: { CrlConfiguration: { Enabled: false }, OcspConfiguration: { Enabled: false } },
    RestorableUntil: epochSeconds(authority.restorableUntil),
    KeyStorageSecurityStandard: 'FIPS_140_2_LEVEL_3_OR_HIGHER',
    UsageMode: authority.usageMode,
  };
}
