import type { CertificateAuthority } from '../../authority/authority.ts';
import {
  type EstSecret,
  fixedSecret,
  type StepCaSecret,
  type VaultSecret,
  type WebhookSecret,
} from '../../authority/secret-documents.ts';
import type { ExternalSettings } from './external.ts';

/**
 * The connector that the signer will use, here on this machine, for kinds that have a server. Undefined for an own CA,
 * and for AWS IAM at Vault, which wants the function's own role. `issuerNotAfter`, once it is known, bounds the validity.
 */
export async function connectExternal(
  { config, secret }: ExternalSettings,
  issuerNotAfter?: Date,
): Promise<CertificateAuthority | undefined> {
  if (secret === undefined) return undefined;
  switch (config.kind) {
    case 'est':
      return (await import('../../authority/est/est.ts')).estAuthority(config, fixedSecret(secret as EstSecret));
    case 'step-ca':
      return (await import('../../authority/step-ca/step-ca.ts')).stepCaAuthority(
        config,
        fixedSecret(secret as StepCaSecret),
        {
          issuerNotAfter,
        },
      );
    case 'vault':
      return config.auth.method === 'aws-iam'
        ? undefined
        : (await import('../../authority/vault/vault.ts')).vaultAuthority(config, fixedSecret(secret as VaultSecret), {
            issuerNotAfter,
          });
    case 'webhook':
      return (await import('../../authority/webhook/webhook.ts')).webhookAuthority(
        config,
        fixedSecret(secret as WebhookSecret),
      );
    default:
      return undefined;
  }
}
