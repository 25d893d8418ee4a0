import type { AcmPcaState, CertificateAuthorityRecord } from '../acm-pca/state.ts';
import { authorityArn, daysFrom } from './seeded-arns.ts';

export interface SeededAuthority {
  readonly commonName: string;
  readonly id: string;
  readonly type: CertificateAuthorityRecord['type'];
  readonly status: CertificateAuthorityRecord['status'];
  readonly keyAlgorithm: CertificateAuthorityRecord['keyAlgorithm'];
  readonly signingAlgorithm: string;
  readonly usageMode?: CertificateAuthorityRecord['usageMode'];
  readonly ageDays: number;
}

const TEN_YEARS_DAYS = 3652;

export const P256_AUTHORITY_ID = '5f3a9c1e-7d42-4b68-9e0a-1c8b6d2f4a70';

/** Every state that an operator may find: three kinds of key, a short-lived one, one without certificate, one disabled. */
const AUTHORITIES: readonly SeededAuthority[] = [
  {
    commonName: 'Acme Device CA RSA',
    id: '2b1d7e84-0c5f-4a39-8f61-93e7a5c0d214',
    type: 'ROOT',
    status: 'ACTIVE',
    keyAlgorithm: 'RSA_2048',
    signingAlgorithm: 'SHA256WITHRSA',
    ageDays: 400,
  },
  {
    commonName: 'Acme Device CA P256',
    id: P256_AUTHORITY_ID,
    type: 'SUBORDINATE',
    status: 'ACTIVE',
    keyAlgorithm: 'EC_prime256v1',
    signingAlgorithm: 'SHA256WITHECDSA',
    ageDays: 210,
  },
  {
    commonName: 'Acme Device CA P384',
    id: '8c60f2b7-31ad-4e95-b7d8-0f4e6a91c523',
    type: 'ROOT',
    status: 'ACTIVE',
    keyAlgorithm: 'EC_secp384r1',
    signingAlgorithm: 'SHA384WITHECDSA',
    ageDays: 150,
  },
  {
    commonName: 'Acme Short-Lived',
    id: 'd47e0a96-58c3-4f1b-a2e9-7b3c5f8d1062',
    type: 'SUBORDINATE',
    status: 'ACTIVE',
    keyAlgorithm: 'EC_prime256v1',
    signingAlgorithm: 'SHA256WITHECDSA',
    usageMode: 'SHORT_LIVED_CERTIFICATE',
    ageDays: 60,
  },
  {
    commonName: 'Acme New CA',
    id: '1e95b3d0-6f27-48ca-9b04-e2d8c7a6f531',
    type: 'SUBORDINATE',
    status: 'PENDING_CERTIFICATE',
    keyAlgorithm: 'EC_prime256v1',
    signingAlgorithm: 'SHA256WITHECDSA',
    ageDays: 1,
  },
  {
    commonName: 'Acme Old CA',
    id: 'a0c8f462-9e1b-4d73-85f0-46b2d9e7c318',
    type: 'ROOT',
    status: 'DISABLED',
    keyAlgorithm: 'RSA_2048',
    signingAlgorithm: 'SHA256WITHRSA',
    ageDays: 1500,
  },
];

/** Keys and certificates are made when first needed: RSA keys take seconds. */
export function seedAuthorities(state: AcmPcaState, now: Date): void {
  for (const seeded of AUTHORITIES) {
    const arn = authorityArn(seeded.id);
    state.authorities[arn] = authorityRecord(seeded, arn, now);
  }
}

export function authorityRecord(seeded: SeededAuthority, arn: string, now: Date): CertificateAuthorityRecord {
  const createdAt = daysFrom(now, -seeded.ageDays);
  const certificate =
    seeded.status === 'PENDING_CERTIFICATE'
      ? {}
      : { notBefore: createdAt, notAfter: daysFrom(now, TEN_YEARS_DAYS), serial: serialFrom(seeded.id) };
  return {
    arn,
    type: seeded.type,
    status: seeded.status,
    keyAlgorithm: seeded.keyAlgorithm,
    signingAlgorithm: seeded.signingAlgorithm,
    subject: { Organization: 'Acme', CommonName: seeded.commonName },
    usageMode: seeded.usageMode ?? 'GENERAL_PURPOSE',
    createdAt,
    lastStateChangeAt: createdAt,
    ...certificate,
    tags: { owner: 'iot-platform' },
  };
}

/** Positive: the first digit is 1. */
const serialFrom = (id: string): string => `1${id.replaceAll('-', '').slice(1)}`;
