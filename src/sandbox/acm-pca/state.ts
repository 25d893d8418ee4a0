/** AWS Private CA of one Region. */
export interface AcmPcaState {
  /** By ARN. */
  authorities: Record<string, CertificateAuthorityRecord>;
  /** By ARN. */
  certificates: Record<string, IssuedCertificateRecord>;
  /** The last certificate for an idempotency token, by CA and token. */
  tokens: Record<string, string>;
  /** The self-signed parent, outside AWS, of the seeded subordinate CAs; made when first needed. */
  offlineRoot?: KeyAndCertificate;
}

export interface KeyAndCertificate {
  /** Base64 PKCS#8. */
  privateKey: string;
  certificatePem: string;
}

type AuthorityStatus = 'CREATING' | 'PENDING_CERTIFICATE' | 'ACTIVE' | 'DELETED' | 'DISABLED' | 'EXPIRED' | 'FAILED';

export interface CertificateAuthorityRecord {
  arn: string;
  type: 'ROOT' | 'SUBORDINATE';
  status: AuthorityStatus;
  keyAlgorithm: KeyAlgorithm;
  signingAlgorithm: string;
  /** As CreateCertificateAuthority takes it: `{ CommonName, Organization, … }`. */
  subject: Record<string, string>;
  usageMode: 'GENERAL_PURPOSE' | 'SHORT_LIVED_CERTIFICATE';
  createdAt: string;
  lastStateChangeAt: string;
  /** Of the CA certificate; absent while there is none. */
  notBefore?: string;
  notAfter?: string;
  /** Lower-case hex, 32 digits. */
  serial?: string;
  /** Base64 PKCS#8; made when first needed, because RSA keys take seconds. */
  privateKey?: string;
  /** Absent until first needed (seeded CAs) or imported. */
  certificatePem?: string;
  certificateChainPem?: string;
  restorableUntil?: string;
  /** Of another account, which shares it with this one by AWS RAM. */
  shared?: { ownerAccount: string; resourcePolicy: string };
  tags: Record<string, string>;
}

export type KeyAlgorithm = 'RSA_2048' | 'RSA_3072' | 'RSA_4096' | 'EC_prime256v1' | 'EC_secp384r1' | 'EC_secp521r1';

interface IssuedCertificateRecord {
  arn: string;
  authorityArn: string;
  issuedAt: string;
  /** GetCertificate answers from here on. */
  readyAt: string;
  certificatePem: string;
}

export const emptyAcmPcaState = (): AcmPcaState => ({ authorities: {}, certificates: {}, tokens: {} });
