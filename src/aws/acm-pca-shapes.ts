import type { Schema } from './connection/read-answers.ts';

/** Numbers of the SDK's simple schemas. */
const TEXT = 0;
const NUMBER = 1;
const STRUCTURE = 3;
const LIST = 1;

const structure = (name: string, members: Readonly<Record<string, Schema>>): Schema => [
  STRUCTURE,
  'acm-pca',
  name,
  0,
  Object.keys(members),
  Object.values(members) as never,
];

const list = (name: string, member: Schema): Schema => [LIST, 'acm-pca', name, 0, member as never];

const texts = (...names: readonly string[]): Record<string, Schema> =>
  Object.fromEntries(names.map((name) => [name, TEXT]));

const numbers = (...names: readonly string[]): Record<string, Schema> =>
  Object.fromEntries(names.map((name) => [name, NUMBER]));

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_ASN1Subject.html */
const SUBJECT = structure('ASN1Subject', {
  ...texts('CommonName', 'Country', 'DistinguishedNameQualifier', 'GenerationQualifier', 'GivenName', 'Initials'),
  ...texts('Locality', 'Organization', 'OrganizationalUnit', 'Pseudonym', 'SerialNumber', 'State', 'Surname', 'Title'),
  CustomAttributes: list('CustomAttributeList', structure('CustomAttribute', texts('ObjectIdentifier', 'Value'))),
});

/**
 * All that the client would read of it; times are seconds since 1970 on the wire.
 * @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_CertificateAuthority.html
 */
const AUTHORITY = structure('CertificateAuthority', {
  ...texts(
    'Arn',
    'OwnerAccount',
    'Serial',
    'Status',
    'Type',
    'UsageMode',
    'FailureReason',
    'KeyStorageSecurityStandard',
  ),
  ...numbers('NotBefore', 'NotAfter', 'CreatedAt', 'LastStateChangeAt', 'RestorableUntil'),
  CertificateAuthorityConfiguration: structure('CertificateAuthorityConfiguration', {
    ...texts('KeyAlgorithm', 'SigningAlgorithm'),
    Subject: SUBJECT,
  }),
});

/** Answers of the operations in use, by the SDK's names of their commands. */
export const ACM_PCA_ANSWERS: Readonly<Record<string, Schema>> = {
  ListCertificateAuthoritiesCommand: structure('ListCertificateAuthoritiesResponse', {
    CertificateAuthorities: list('CertificateAuthorities', AUTHORITY),
    NextToken: TEXT,
  }),
  DescribeCertificateAuthorityCommand: structure('DescribeCertificateAuthorityResponse', {
    CertificateAuthority: AUTHORITY,
  }),
  GetCertificateAuthorityCertificateCommand: structure('GetCertificateAuthorityCertificateResponse', {
    ...texts('Certificate', 'CertificateChain'),
  }),
};
