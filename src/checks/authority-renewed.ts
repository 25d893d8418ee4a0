import type { AuthorityHealth } from '../authority/network-health.ts';
import type { IssuerCertificate } from '../deployment/issuer-certificate.ts';
import type { Finding } from '../finding.ts';
import { DEPLOY_AGAIN } from './signer-end.ts';

/**
 * The server of the CA shows another certificate under the name of the linked one. With the same key its signatures are
 * still those that the signer wants; with another key they are not, if it is the one that the CA issues by.
 */
export function checkAuthorityRenewed(health: AuthorityHealth, linked: IssuerCertificate, label: string): Finding[] {
  const renewed = health.state === 'answers' ? health.renewed : undefined;
  if (!renewed) return [];
  const now = `the CA ${linked.displayName} has another certificate than the one that the signer has: until ${day(renewed.notAfter)}, not ${day(linked.notAfter)}`;
  return [
    {
      code: 'CA_RENEWED',
      severity: 'warning',
      summary: renewed.sameKey
        ? `${now}, with the same key: devices get certificates as before`
        : `${now}, and with another key: if it issues by that one, the signer refuses what it gets, and devices get nothing`,
      fix: renewed.sameKey
        ? `take it up before the old one ends: ${DEPLOY_AGAIN}, with --ca-certificate`
        : `see what devices get now: \`certprov canary\`; ${DEPLOY_AGAIN}, with --ca-certificate`,
      resource: label,
    },
  ];
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
