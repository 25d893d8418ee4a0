import type { ExternalConfig } from '../../authority/authority.ts';

/** One line about a CA by its settings, none of which is secret. */
export function describeExternal(config: ExternalConfig): string {
  switch (config.kind) {
    case 'kms':
      return `own CA, key in KMS: ${config.keyArn.split(':').at(-1) ?? config.keyArn}`;
    case 'secret':
      return `own CA, key in the secret ${config.secretName}`;
    case 'est':
      return `EST: ${config.url}`;
    case 'step-ca':
      return `step-ca: ${config.url}, provisioner ${config.provisioner}`;
    case 'vault':
      return `Vault: ${config.address}, ${config.namespace ? `${config.namespace}/` : ''}${config.mount}/sign-verbatim/${config.role}`;
    default:
      return `webhook: ${config.url}`;
  }
}
