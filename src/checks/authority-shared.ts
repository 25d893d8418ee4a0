import type { AcmPcaTemplate } from '../authority/acm-pca/acm-pca-template.ts';
import type { Finding } from '../finding.ts';

/** What AWS RAM attaches to a share of a CA when its owner chooses nothing else. */
export const DEFAULT_SHARE_PERMISSION = 'AWSRAMDefaultPermissionCertificateAuthority';
const SHARED_TEMPLATE: AcmPcaTemplate = 'EndEntityCertificate/V1';

interface AskedAuthority {
  readonly arn: string;
  readonly displayName: string;
  /** The account that owns the CA, when it is another one. */
  readonly sharedBy: string | undefined;
  /** By which the built-in signer asks; undefined for a function that asks by its own. */
  readonly template: AcmPcaTemplate | undefined;
}

/**
 * Of a CA that is shared by AWS RAM the resource share decides which templates IssueCertificate may use; no policy of
 * this account can allow another one. And a template for servers as well is a thing to know of, whoever owns the CA.
 * @see https://docs.aws.amazon.com/privateca/latest/userguide/pca-rbp.html
 */
export function checkAuthorityShared({ arn: resource, displayName, sharedBy, template }: AskedAuthority): Finding[] {
  if (template === undefined) return [];
  if (template === SHARED_TEMPLATE) {
    return [
      {
        code: 'CERTIFICATES_FOR_SERVERS',
        severity: 'warning',
        summary: `with the template ${template} a certificate is good for a TLS server as well (serverAuth): who trusts ${displayName} for servers could take a device for one`,
        fix: 'let no client of yours trust this CA for servers, or ask by EndEntityClientAuthCertificate/V1',
        resource,
      },
    ];
  }
  if (sharedBy === undefined) return [];
  return [
    {
      code: 'AUTHORITY_SHARED',
      severity: 'warning',
      summary: `the CA ${displayName} belongs to account ${sharedBy}, and its resource share decides by which templates this account may ask: the default permission (${DEFAULT_SHARE_PERMISSION}) lets ${SHARED_TEMPLATE} pass, and not ${template}`,
      fix: shareFix(template, sharedBy, 'planned'),
      resource,
    },
  ];
}

/** Before anything is made, or once a trial of the function that asks by `template` has failed. */
type ShareStage = 'planned' | 'deployed';

const FOR_SERVERS = 'by which a certificate is good for TLS servers as well';
const INSTEAD: Record<ShareStage, string> = {
  planned: `pass --ca-template ${SHARED_TEMPLATE}, ${FOR_SERVERS}`,
  deployed: `first take the function that certprov made back with \`certprov rollback --all\`, which also gives signing back to AWS where it is switched on; then \`certprov init --ca-template ${SHARED_TEMPLATE}\`, ${FOR_SERVERS}`,
};

/** For the owner of a shared CA; the template and the owner may not be known. */
export function shareFix(template: string | undefined, owner: string | undefined, stage: ShareStage): string {
  const from = owner === undefined ? 'the owner of the CA' : `account ${owner}`;
  const what = template ?? 'the template that the function asks by';
  // A function that names no template is not certprov's, and has no such flag.
  const instead = template === undefined || template === SHARED_TEMPLATE ? '' : `; or ${INSTEAD[stage]}`;
  return `ask ${from} for a resource share (AWS RAM) whose permission lets acm-pca:IssueCertificate use ${what}: a customer managed permission, or one of the managed ones that RAM's library lists for CertificateAuthority${instead}`;
}
