import type { AuthorityKind, ExternalConfig, ExternalKind } from '../../src/authority/authority.ts';
import { externalEnvironment } from '../../src/authority/external-environment.ts';
import { signerEnvironment } from '../../src/authority/signer-environment.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { CA_ARN } from '../authority/acm-pca/acm-pca-stand-in.ts';

/** One that could be real for every kind, also for those that have no signer yet. */
const CONFIGS: { readonly [K in ExternalKind]: Extract<ExternalConfig, { readonly kind: K }> } = {
  kms: { kind: 'kms', keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0cbe9ae5-1b74-4b4e-8a3c-3f1c2a7f9d10' },
  secret: { kind: 'secret', secretName: 'certprov/ca' },
  est: {
    kind: 'est',
    url: 'https://est.example.com/.well-known/est',
    bodyFormat: 'base64-der',
    secretName: 'certprov/est',
  },
  'step-ca': {
    kind: 'step-ca',
    url: 'https://ca.example.com',
    rootFingerprint: 'a'.repeat(64),
    provisioner: 'certprov',
    secretName: 'certprov/step-ca',
  },
  vault: {
    kind: 'vault',
    address: 'https://vault.example.com:8200',
    mount: 'pki',
    role: 'iot',
    auth: { method: 'approle', mount: 'approle' },
    secretName: 'certprov/vault',
  },
  webhook: { kind: 'webhook', url: 'https://ca.example.com/sign', secretName: 'certprov/webhook' },
};

/** The variables that a signer of this kind starts with; `caPem` is the certificate of the CA. */
export function signerSettings(kind: AuthorityKind, caPem: string): Record<string, string> {
  if (kind === 'acm-pca') {
    const authority = {
      kind,
      certificateAuthorityArn: CA_ARN,
      keyAlgorithm: 'RSA_2048',
      template: 'EndEntityClientAuthCertificate/V1',
    } as const;
    return signerEnvironment({ authority, validityDays: 30 });
  }
  const issuer = parseCertificate(caPem);
  return {
    // Lambda's own.
    AWS_REGION: 'eu-west-1',
    ...externalEnvironment({ authority: CONFIGS[kind], issuer, validityDays: 30 }),
  };
}
