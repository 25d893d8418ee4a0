import type { Finding } from '../../../finding.ts';
import type { TemplateFacts } from '../fleet-facts.ts';
import type { TemplateVerdict } from '../judge-template.ts';
import { namesText } from '../names-text.ts';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html */
export function checkHookSeesCertificate(
  templates: readonly TemplateFacts[],
  verdicts: readonly TemplateVerdict[],
): Finding[] {
  const touched = new Set(verdicts.filter((v) => v.verdict !== 'not-affected').map((v) => v.templateName));
  const hooked = templates.filter((t) => touched.has(t.templateName) && t.details?.preProvisioningHookArn);
  if (hooked.length === 0) return [];
  return [
    {
      code: 'HOOK_SEES_CERTIFICATE',
      severity: 'warning',
      summary: `the pre-provisioning hook of ${namesText(hooked.map((t) => t.templateName))} runs after the signing and gets the new certificatePem: it must not expect Amazon as the issuer`,
      fix: 'read what the hook does with certificatePem; what needs the template or its parameters belongs there, since your signer sees neither',
    },
  ];
}
