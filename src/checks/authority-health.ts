import type { AuthorityHealth } from '../authority/network-health.ts';
import type { Finding } from '../finding.ts';

/** A CA whose server is gone: seen from here, which the function need not share, so it is no proof that CSRs are refused. */
export function checkAuthorityHealth(health: AuthorityHealth, label: string): Finding[] {
  if (health.state !== 'dead') return [];
  return [
    {
      code: 'AUTHORITY_NOT_ANSWERING',
      severity: 'blocker',
      summary: `the CA cannot issue, as seen from here: ${health.why}`,
      fix: 'look at its server; to know what devices get now: `certprov canary`; back to AWS: `certprov rollback`',
      resource: label,
    },
  ];
}
