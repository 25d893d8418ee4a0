import { permissions, type Permission } from '../actions/plan.ts';
import type { AuthorityKind } from '../authority/authority.ts';

/** What reading about the CA takes, by where it is; a CA elsewhere is known by its certificate file and its secret. */
export interface AuthorityReads {
  readonly look: readonly Permission[];
  /** To choose and link it. */
  readonly choose: readonly Permission[];
}

const SECRET: AuthorityReads = {
  look: permissions('signer-secret', 'secretsmanager:DescribeSecret'),
  choose: [],
};

const PRIVATE_CA: AuthorityReads = {
  look: permissions('private-ca', 'acm-pca:DescribeCertificateAuthority', 'acm-pca:GetCertificateAuthorityCertificate'),
  choose: permissions('any', 'acm-pca:ListCertificateAuthorities'),
};

const KMS: AuthorityReads = {
  look: permissions('key', 'kms:DescribeKey'),
  choose: [...permissions('key', 'kms:GetPublicKey'), ...permissions('any', 'kms:ListKeys', 'kms:ListAliases')],
};

const OWN_SECRET: AuthorityReads = {
  look: permissions('ca-secret', 'secretsmanager:DescribeSecret'),
  choose: permissions('any', 'secretsmanager:ListSecrets'),
};

export function authorityReads(kind: AuthorityKind): AuthorityReads {
  switch (kind) {
    case 'acm-pca':
      return PRIVATE_CA;
    case 'kms':
      return KMS;
    case 'secret':
      return OWN_SECRET;
    default:
      return SECRET;
  }
}
