import type { Finding } from '../../../finding.ts';
import type { TemplateVerdict } from '../judge-template.ts';
import { namesText } from '../names-text.ts';

/** Claims of trusted users last five minutes and are in no list, so that such a fleet cannot be seen from outside. */
export function checkTemplateWithoutClaim(verdicts: readonly TemplateVerdict[]): Finding[] {
  const without = verdicts.filter(({ isWithoutClaim }) => isWithoutClaim);
  if (without.length === 0) return [];
  return [
    {
      code: 'TEMPLATE_WITHOUT_CLAIM',
      severity: 'warning',
      summary: `no claim was found for ${namesText(without.map(({ templateName }) => templateName))}: if trusted users bring its devices, those that send a CSR will be signed by your CA`,
      fix: 'ask whoever runs that fleet how its devices come to their certificate (CreateProvisioningClaim?)',
    },
  ];
}
