/** The connector that the signer uses. Constructing one does no I/O. */
export interface CertificateAuthority {
  readonly kind: AuthorityConfig['kind'];
  /** Issuing CA first, root last. */
  caChainPem(): Promise<readonly string[]>;
  issueCertificate(request: IssueRequest): Promise<IssuedCertificate>;
}

export interface IssueRequest {
  readonly csrPem: string;
  /** Days; the CA's own end is the upper bound. */
  readonly validityDays: number;
  /** Epoch milliseconds after which no answer is of use. */
  readonly deadline: number;
}

export interface IssuedCertificate {
  /** Leaf only. */
  readonly certificatePem: string;
  /** Milliseconds that the CA took, from the first request to the answer that held the certificate. */
  readonly authorityMs: number;
}

/** One member per connector, so that none sees another's settings. */
export type AuthorityConfig = AcmPcaConfig;

export interface AcmPcaConfig {
  readonly kind: 'acm-pca';
  readonly certificateAuthorityArn: string;
  /** AWS's spelling, e.g. `EC_prime256v1`; decides the signing algorithm. */
  readonly keyAlgorithm: string;
  /** ISO 8601: the end of the CA's own certificate, which no certificate may outlive. */
  readonly notAfter: string;
}
