import type { CertificateProvider } from '../aws/ports/ports.ts';
import { isOurs, type Tags } from '../deployment/ownership.ts';
import type { Finding } from '../finding.ts';

/**
 * An account holds one certificate provider, and certprov never replaces one that it finds.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html
 */
export function checkProviderSlot(
  existing: readonly (CertificateProvider & { readonly tags: Tags | null })[],
  wanted: { readonly name: string; readonly functionArn: string },
): Finding[] {
  return existing
    .filter((p) => p.certificateProviderName !== wanted.name || p.lambdaFunctionArn !== wanted.functionArn)
    .map((p) => ({
      code: 'PROVIDER_SLOT_TAKEN',
      severity: 'blocker',
      summary: `this account already signs through "${p.certificateProviderName}" (${p.lambdaFunctionArn}), ${whose(p)}${since(p)}`,
      fix: isOurs(p.tags ?? {})
        ? 'first go back with `certprov rollback`; certprov does not replace a provider while devices use it'
        : 'find its owner; only they should remove it; all that AWS tells: `certprov status`',
      resource: p.certificateProviderArn,
    }));
}

function whose({ tags }: { readonly tags: Tags | null }): string {
  if (tags === null) return 'whose owner could not be determined, since its tags could not be read';
  if (isOurs(tags)) return 'made by certprov';
  const stack = tags['aws:cloudformation:stack-name'];
  return stack ? `owned by the CloudFormation stack ${stack}` : 'not made by certprov';
}

const since = ({ creationDate }: CertificateProvider): string =>
  creationDate ? `, since ${creationDate.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
